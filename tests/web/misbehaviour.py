"""Ways for a site to go wrong: rules that tests add to a running sample web and take away again.

Each behaviour turns the answer a site would give into the one that is sent; several rules that fit one request are
applied in the order in which they were added, so that ``slow(1)`` and ``status(503)`` add up.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tests.web.messages import Request, Response, html, moved

Behaviour = Callable[[Request, Response], Response]
"""From a request and the answer it would get, the answer it gets."""


def status(code: int, *, retry_after: str | int | None = None, body: bytes = b"") -> Behaviour:
    """Answer with a status; ``retry_after`` is seconds or an HTTP date, sent as it is."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=UTF-8"),)
    if retry_after is not None:
        headers += (("Retry-After", str(retry_after)),)
    content = body or f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>".encode()
    return lambda _, answer: replace(answer, status=code, headers=headers, body=content, last_modified=None)


def replace_body(body: bytes, *, content_type: str | None = None) -> Behaviour:
    """Answer 200 with other bytes; the content type stays unless given."""

    def behave(_: Request, answer: Response) -> Response:
        kept = tuple(pair for pair in answer.headers if pair[0].lower() == "content-type")
        headers = (("Content-Type", content_type),) if content_type else kept
        return replace(answer, status=200, headers=headers, body=body, last_modified=None)

    return behave


def redirect(url: str, *, code: int = 302) -> Behaviour:
    """Redirect to an address."""
    return lambda _, answer: replace(moved(url, status=code), delay=answer.delay)


def redirect_loop() -> Behaviour:
    """Redirect between two spellings of the same address for ever."""

    def behave(request: Request, answer: Response) -> Response:
        url = f"{request.scheme}://{request.host}{request.path}"
        if "putar=1" not in request.query:
            url += f"?{request.query}&putar=1" if request.query else "?putar=1"
        elif request.query != "putar=1":
            url += "?" + request.query.removesuffix("&putar=1")
        return replace(moved(url, status=302), delay=answer.delay)

    return behave


def slow(seconds: float) -> Behaviour:
    """Answer as ever, after a wait."""
    return lambda _, answer: replace(answer, delay=answer.delay + seconds)


def reset() -> Behaviour:
    """Reset the connection (TCP RST) without an answer."""
    return lambda _, answer: replace(answer, fault="reset")


def truncated_gzip() -> Behaviour:
    """Send the first half of the compressed body as if it were whole."""
    return lambda _, answer: replace(answer, fault="truncated-gzip")


Pieces = Iterable[tuple[float, bytes]]
"""Bytes in the order in which they are sent, each after so many seconds."""


def on_the_wire(pieces: Callable[[], Pieces]) -> Behaviour:
    """Send these bytes as they are instead of a message, and close the connection."""
    return lambda _, answer: replace(answer, status=200, wire=pieces)


def _head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html; charset=UTF-8", *lines, "", "")).encode()


def _of_body(make: Callable[[bytes], Pieces]) -> Behaviour:
    return lambda _, answer: replace(answer, status=200, wire=lambda: make(answer.body))


def length_too_long() -> Behaviour:
    """Announce more bytes than are sent."""
    return _of_body(lambda body: [(0, _head(f"Content-Length: {len(body) + 500}") + body)])


def length_too_short() -> Behaviour:
    """Announce half of the bytes, and send them all."""
    return _of_body(lambda body: [(0, _head(f"Content-Length: {len(body) // 2}") + body)])


def no_length() -> Behaviour:
    """Announce no length, and close the connection in the middle."""
    return _of_body(lambda body: [(0, _head("Connection: close") + body[: len(body) // 2])])


def cut_chunk() -> Behaviour:
    """Close the connection in the middle of a chunk."""
    return _of_body(lambda body: [(0, _head("Transfer-Encoding: chunked") + b"%x\r\n" % len(body) + body[:200])])


def fake_encoding(name: str) -> Behaviour:
    """Say that a plain body is encoded."""
    return _of_body(lambda body: [(0, _head(f"Content-Encoding: {name}", f"Content-Length: {len(body)}") + body)])


def garbage() -> Behaviour:
    """Something that is no HTTP."""
    return on_the_wire(lambda: [(0, b"\x16\x03\x01\x00SSH-2.0-OpenSSH\r\n\r\n" * 50)])


def long_header() -> Behaviour:
    """One header line of a megabyte."""
    return on_the_wire(lambda: [(0, _head("X-Panjang: " + "a" * 2**20, "Content-Length: 0"))])


def many_headers() -> Behaviour:
    """Two hundred thousand headers."""
    lines = b"".join(b"X-H-%d: x\r\n" % number for number in range(200_000))
    return on_the_wire(lambda: [(0, b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n")])


def gzip_bomb(megabytes: int = 800) -> Behaviour:
    """A small body that unfolds into so many megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(b"<p>\0</p>" * 2**17) for _ in range(megabytes)) + packer.flush()
    return on_the_wire(lambda: [(0, _head("Content-Encoding: gzip", f"Content-Length: {len(body)}") + body)])


def large(megabytes: int = 60) -> Behaviour:
    """A page of so many megabytes."""
    paragraph = (b"<p>" + b"x" * 1017 + b"</p>") * 1024

    def pieces() -> Pieces:
        yield 0, _head(f"Content-Length: {megabytes * len(paragraph)}")
        yield from ((0, paragraph) for _ in range(megabytes))

    return on_the_wire(pieces)


def drip(*, headers: bool = False, pause: float = 0.2) -> Behaviour:
    """A byte now and then, for ever: of the headers, or of the body."""

    def pieces() -> Pieces:
        yield 0, b"HTTP/1.1 200 OK\r\n" if headers else _head("Content-Length: 1000000")
        while True:
            yield pause, b"X-A: b\r\n" if headers else b"x"

    return on_the_wire(pieces)


def challenge(*, code: int = 403) -> Behaviour:
    """Answer as a bot-protection service does: a page without content and ``cf-mitigated: challenge``."""
    page = html(
        "<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title>"
        "<meta name='robots' content='noindex,nofollow'></head><body><div class='main-wrapper' role='main'>"
        "<h1 class='zone-name-title h1'>Please wait</h1><p id='challenge-running'>Your browser is being checked "
        "before you can go on to the site.</p><noscript>Enable JavaScript and cookies to continue</noscript>"
        "<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'></script></div></body></html>",
        status=code,
    )
    headers = (*page.headers, ("cf-mitigated", "challenge"), ("CF-RAY", "0000000000000000-CGK"))
    return lambda _, answer: replace(page, headers=headers, delay=answer.delay)


@dataclass(frozen=True, slots=True)
class Dead:
    """Nobody answers at the host: the proxy says 502, for a whole host already when a tunnel is asked for."""

    def __call__(self, request: Request, answer: Response) -> Response:
        """502, as a proxy answers for a host that refuses connections."""
        page = html(f"<html><body><h1>502</h1><p>{request.host}: connection refused</p></body></html>", status=502)
        return replace(page, delay=answer.delay)


def dead() -> Behaviour:
    """See ``Dead``."""
    return Dead()


@dataclass(eq=False, slots=True)
class Rule:
    """One misbehaviour of a running sample web. ``remove()``, or the end of a ``with`` block, ends it."""

    host: str | None
    """Host it is for; ``None`` for all."""
    path: str | None
    """Regular expression searched in the path, then in path and query; ``None`` for all."""
    how: Behaviour
    times: int | None
    """Number of requests it applies to before it ends by itself; ``None`` for no limit."""
    _rules: Rules = field(repr=False)
    applied: int = 0
    """Number of requests it applied to."""

    def fits(self, request: Request) -> bool:
        """True when it is for this request and has not ended."""
        if self.ended:
            return False
        if self.host is not None and self.host != request.host:
            return False
        return self.path is None or any(re.search(self.path, text) for text in (request.path, request.target))

    @property
    def ended(self) -> bool:
        """True when it applied as often as it was to."""
        return self.times is not None and self.applied >= self.times

    def remove(self) -> None:
        """End it; a second time changes nothing."""
        self._rules.discard(self)

    def __enter__(self) -> Rule:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Rules:
    """The misbehaviours of one sample web. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, how: Behaviour, *, host: str | None, path: str | None, times: int | None) -> Rule:
        """Begin a misbehaviour."""
        rule = Rule(host, path, how, times, self)
        with self._lock:
            self._rules.append(rule)
        return rule

    def discard(self, rule: Rule) -> None:
        """End a misbehaviour."""
        with self._lock:
            self._rules = [other for other in self._rules if other is not rule]

    def clear(self) -> None:
        """End all misbehaviours."""
        with self._lock:
            self._rules = []

    def apply(self, request: Request, answer: Response) -> Response:
        """The answer that is sent instead of ``answer``."""
        for rule in self._claim(request):
            answer = rule.how(request, answer)
        return answer

    def refuses(self, host: str) -> bool:
        """True when a tunnel to the host is refused, because all of it is dead."""
        with self._lock:
            for rule in self._rules:
                if isinstance(rule.how, Dead) and rule.path is None and rule.host in (None, host) and not rule.ended:
                    rule.applied += 1
                    return True
        return False

    def _claim(self, request: Request) -> list[Rule]:
        """Rules for this request, each counted as applied, so that ``times`` holds under parallel requests."""
        with self._lock:
            fitting = [rule for rule in self._rules if rule.fits(request)]
            for rule in fitting:
                rule.applied += 1
            return fitting
