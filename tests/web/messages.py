"""Requests to the sample web, its answers, and the record of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a site sees it."""

    method: str
    scheme: str
    """``http`` or ``https``."""
    host: str
    """Lower case, without port and trailing dot."""
    path: str
    """As sent: percent-encoded, double slashes kept."""
    query: str = ""
    """As sent, without the question mark."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query as sent."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The absolute address."""
        return f"{self.scheme}://{self.host}{self.target}"

    @property
    def decoded_path(self) -> str:
        """The path with percent-encoding undone."""
        return unquote(self.path)

    @property
    def params(self) -> dict[str, str]:
        """The query's parameters; of repeated ones the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def number(self, name: str, default: int) -> int:
        """A query parameter as a whole number, or ``default`` when it is missing or no number."""
        value = self.params.get(name, "")
        return int(value) if value.isascii() and value.isdigit() else default


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of a site, and how the server is to send it."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    last_modified: datetime | None = None
    """Aware; sent as ``Last-Modified`` with successful answers."""
    delay: float = 0.0
    """Seconds the server waits before it sends."""
    fault: Literal["reset", "truncated-gzip"] | None = None
    """Break the connection instead of answering, or cut the compressed body in half."""
    wire: Callable[[], Iterable[tuple[float, bytes]]] | None = None
    """Bytes to send as they are in place of a message, each piece after a wait; then the connection is closed."""


Handler = Callable[[Request], Response]
"""A site: one answer for every request to its host."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that the sample web answered."""

    time: float
    """Arrival in seconds of ``time.monotonic()``: differences mean something, also between processes."""
    method: str
    scheme: str
    host: str
    path: str
    query: str
    status: int
    """Status sent; 0 when the connection was reset instead."""
    headers: Mapping[str, str]
    """Those of ``LOGGED_HEADERS`` that were sent, names in lower case."""

    @property
    def url(self) -> str:
        """The absolute address."""
        return f"{self.scheme}://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")


LOGGED_HEADERS = (
    "user-agent", "from", "accept", "accept-encoding", "accept-language", "cookie", "referer", "if-none-match",
    "if-modified-since",
)  # fmt: skip
"""Request headers kept of every hit."""


def html(text: str, *, status: int = 200, modified: datetime | None = None) -> Response:
    """An HTML page."""
    return _document(text, "text/html; charset=UTF-8", status, modified)


def xml(text: str, *, kind: str = "text/xml", bom: bool = False, modified: datetime | None = None) -> Response:
    """An XML document, with a UTF-8 byte order mark before it when ``bom``."""
    return _document(("\ufeff" if bom else "") + text, f"{kind}; charset=UTF-8", 200, modified)


def plain(text: str, *, status: int = 200) -> Response:
    """A plain text, such as robots.txt."""
    return _document(text, "text/plain; charset=utf-8", status, None)


def javascript(text: str) -> Response:
    """A script."""
    return _document(text, "text/javascript; charset=utf-8", 200, None)


def as_json(
    value: Any, *, status: int = 200, headers: tuple[tuple[str, str], ...] = (), modified: datetime | None = None
) -> Response:
    """A JSON document."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, (("Content-Type", "application/json; charset=UTF-8"), *headers), modified)


def moved(url: str, *, status: int = 301) -> Response:
    """A redirect to an absolute or relative address."""
    headers = (("Location", url), ("Content-Type", "text/html; charset=UTF-8"))
    return Response(status, b"<html><body><h1>Moved</h1></body></html>", headers)


def _document(text: str, content_type: str, status: int, modified: datetime | None) -> Response:
    return Response(status, text.encode(), (("Content-Type", content_type),), modified)
