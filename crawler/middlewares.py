"""What a request and its response pass through: the raw archive, the pause on 429, the end of a window."""

from __future__ import annotations

import asyncio
import zlib
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Headers, Response

from crawler.outlet import OutletSpider, outlet_of
from crawler.run import Run
from storage.warc import Exchange

LONGEST_PAUSE = 120.0
"""Seconds a host is waited for; a longer ``Retry-After`` leaves the URL to a later night."""

DEFAULT_PAUSE = 30.0
"""Seconds of pause after a 429 or 503 that does not say how long."""

MAX_REFUSALS = 3
"""So many 429 or 503 in a row, and the outlet is left alone for this run."""


LONGEST_REMEMBERED = 86_400.0
"""Seconds that a pause is taken to be, whatever more is asked for: the host is asked again the next night."""

MAX_DECODED = 50 * 2**20
"""Bytes that are decoded to see whether a body is whole; what decodes to more is refused by ``DOWNLOAD_MAXSIZE``."""

_TAIL = 64 * 1024
"""Bytes at the end of a page in which its end tags stand."""


class ArchiveCapture:
    """Writes every exchange to the raw archive, the body as received, before anything is made of it."""

    def __init__(self, spider: OutletSpider, run: Run, max_size: int) -> None:
        self.spider = spider
        self.run = run
        self.max_size = max_size
        self._has_end_tags = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        spider = outlet_of(crawler)
        capture = cls(spider, spider.run, crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        crawler.signals.connect(capture.received, signals.bytes_received)
        return capture

    def process_request(self, request: Request) -> None:
        """A retried request has the meta of the first."""
        request.meta["received"] = 0

    def received(self, data: bytes, request: Request) -> None:
        """Takes no more of an answer than the limit; what came until then is archived as evidence."""
        request.meta["received"] = request.meta.get("received", 0) + len(data)
        if request.meta["received"] > self.max_size:
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Response:
        """Leaves ``record_id``, ``fetched_at`` and, where the answer is cut, ``damaged`` in the request's meta."""
        damage, truncated = self._damage(response)
        fetched_at = self.run.now()
        exchange = Exchange(
            url=response.url,
            fetched_at=fetched_at,
            request_method=request.method,
            request_headers=_pairs(request.headers),
            status=response.status,
            reason="",
            protocol=response.protocol or "HTTP/1.1",
            response_headers=_pairs(response.headers),
            body=response.body,
            ip_address=str(response.ip_address) if response.ip_address else None,
            truncated=truncated,
            rendered=bool(request.meta.get("playwright")),
            outlet=self.spider.name,
            kind=request.meta.get("kind", "other"),
            notes={**request.meta.get("notes", {}), **self._unchecked(response.url)},
            revisits=request.meta.get("revisits") if response.status == 304 else None,
        )
        request.meta["record_id"] = self.run.capture(exchange)
        request.meta["fetched_at"] = fetched_at
        request.meta["damaged"] = damage
        counts = self.spider.counts
        counts["pages"] += 1
        counts["bytes"] += len(response.body)
        counts[f"http_{response.status // 100}xx"] += 1
        if damage:
            counts["truncated"] += 1
        return response

    def _damage(self, response: Response) -> tuple[str | None, str | None]:
        """What is wrong with the answer, and the standard's word for how its body was cut."""
        if "download_stopped" in response.flags:
            return f"longer than {self.max_size} bytes", "length"
        damage, end = wire_damage(response)
        if damage is None and response.status == 200 and _is_html(response) and end.strip():
            ended = b"</html" in end.lower()
            if self._has_end_tags and not ended:
                damage = "without the end that the site's pages have"
            self._has_end_tags |= ended
        return damage, "disconnect" if damage else None

    def _unchecked(self, url: str) -> dict[str, str]:
        why = self.spider.unchecked_certificate
        return {"certificate": f"not verified: {why}"} if why and url.startswith("https:") else {}


class HostPause:
    """Waits when a host says 429 or 503, as long as it asks for; three in a row end the outlet's night."""

    def __init__(self, crawler: Crawler, spider: OutletSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self._until = 0.0
        self._refusals = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(crawler, outlet_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Holds every request of the outlet back until the pause is over."""
        if (remaining := self._until - monotonic()) > 0:
            await asyncio.sleep(remaining)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Asks again after the pause, or gives the URL to a later night."""
        if request.meta.get("kind") == "robots":
            return response
        if response.status not in (429, 503):
            self._refusals = 0
            return response
        self._refusals += 1
        self.spider.counts["refused"] += 1
        pause = retry_after(response.headers, now=self.spider.run.now().timestamp())
        request.meta["postponed"] = True
        if self._refusals >= MAX_REFUSALS or pause > LONGEST_PAUSE:
            reason = f"answered HTTP {response.status}, asking for {pause:.0f} s of pause"
            self.spider.troubles.setdefault("host", reason)
            self.crawler.engine.close_spider(self.spider, "refused")
            raise IgnoreRequest(reason)
        self._until = max(self._until, monotonic() + pause)
        return request.replace(dont_filter=True, priority=request.priority + 1)


class EndOfWindow:
    """Drops the next page of a listing whose articles have left the window behind."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` for a page that only leads further back."""
        series = request.meta.get("series")
        if not series:
            return
        while self.spider.pages_being_read:  # how far back the listing has come is known when its articles are read
            await asyncio.sleep(0.02)
        if self.spider.memory.has_left_window(series):
            request.meta["passed"] = True
            raise IgnoreRequest("the listing has left the window")


def retry_after(headers: Headers, *, now: float) -> float:
    """Seconds of pause that ``Retry-After`` asks for, as a number or a date; else ``DEFAULT_PAUSE``."""
    text = (headers.get("Retry-After") or b"").decode("latin-1").strip()
    try:
        seconds = float(text) if text.isascii() and text.isdigit() else parsedate_to_datetime(text).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_PAUSE
    return min(max(0.0, seconds), LONGEST_REMEMBERED)


def wire_damage(response: Response) -> tuple[str | None, bytes]:
    """How the answer was cut short, and its decoded end.

    A truncated gzip body is decoded without complaint by everybody else, and of no other encoding can it be told: we
    ask for gzip, and believe nothing else.
    """
    if "dataloss" in response.flags:
        return "cut short on the way", b""
    encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
    if not response.body or encoding in (b"", b"identity"):
        return None, response.body[-_TAIL:]
    if encoding in (b"gzip", b"x-gzip"):
        return _ungzipped(response.body)
    return f"encoded as {encoding.decode('latin-1')}, which nobody asked for", b""


def _ungzipped(body: bytes) -> tuple[str | None, bytes]:
    decoder = zlib.decompressobj(wbits=31)
    rest, decoded, end = body, 0, b""
    try:
        while rest and not decoder.eof and decoded < MAX_DECODED:
            piece = decoder.decompress(rest, 2**20)
            decoded += len(piece)
            end = (end + piece)[-_TAIL:]
            rest = decoder.unconsumed_tail
    except zlib.error:
        return "not the gzip it says it is", b""
    return (None if decoder.eof or decoded >= MAX_DECODED else "gzip cut short"), end


def _is_html(response: Response) -> bool:
    return b"html" in (response.headers.get("Content-Type") or b"").lower()


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or []
    ]
