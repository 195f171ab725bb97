"""An exchange as the bytes of two HTTP/1.1 messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from storage.raw.exchange import Exchange

ORIGINAL = "X-Archive-Orig-"
"""Put before the name of a header that no longer holds of the body that is kept, as other crawlers have it."""


def target_uri(url: str) -> str:
    """The address as ASCII without blanks; what is percent-encoded already stays."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass")


def response_block(exchange: Exchange) -> bytes:
    """Status line, headers and body, as they are archived."""
    undone = {b"transfer-encoding"}
    if exchange.rendered:
        undone |= {b"content-encoding", b"content-length"}
    reason = exchange.reason or next((known.phrase for known in HTTPStatus if known == exchange.status), "")
    protocol = exchange.protocol if exchange.protocol in {"HTTP/1.0", "HTTP/1.1"} else "HTTP/1.1"
    lines = [b"%s %d %s" % (protocol.encode(), exchange.status, one_line(reason))]
    for name, value in _pairs(exchange.response_headers):
        lines.append(b"%s%s: %s" % (ORIGINAL.encode() if name.lower() in undone else b"", name, value))
    return b"\r\n".join(lines) + b"\r\n\r\n" + exchange.body


def request_block(exchange: Exchange) -> bytes:
    """Request line and headers, without a proxy's credentials."""
    parts = urlsplit(target_uri(exchange.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [b"%s %s HTTP/1.1" % (one_line(exchange.request_method), target.encode())]
    pairs = [
        (name, value) for name, value in _pairs(exchange.request_headers) if name.lower() != b"proxy-authorization"
    ]
    if not any(name.lower() == b"host" for name, _ in pairs):
        lines.append(b"Host: %s" % parts.netloc.rpartition("@")[2].encode())
    lines += [b"%s: %s" % pair for pair in pairs]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _pairs(headers: Sequence[tuple[str | bytes, str | bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        if field := one_line(name).strip():
            yield field, one_line(value)


def one_line(value: str | bytes) -> bytes:
    """The value on one line: no header of a page may begin another one."""
    data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
    return b" ".join(data.replace(b"\0", b" ").splitlines())
