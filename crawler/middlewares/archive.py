"""Every exchange goes to the raw archive, as it came, before anything is made of it."""

from __future__ import annotations

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response

from crawler.crawling.run import Run
from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.fetching.wire import PASSING, WITHOUT_END, is_proven_whole, wire_damage, without_false_encoding
from crawler.headers import content_type
from storage.raw.exchange import Exchange


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
        capture = cls(spider, spider.state.run, crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        crawler.signals.connect(capture.received, signals.bytes_received)
        return capture

    def process_request(self, request: Request) -> None:
        """Takes the limit over from the download handler, which would throw away what came; meta may be a retry's."""
        request.meta["received"] = request.meta["download_maxsize"] = 0

    def received(self, data: bytes, request: Request) -> None:
        """Takes no more of an answer than the limit; what came until then is archived as evidence."""
        request.meta["received"] = request.meta.get("received", 0) + len(data)
        if request.meta["received"] > self.max_size:
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Leaves ``record_id``, ``fetched_at`` and, where the answer is cut, ``damaged`` in the request's meta.

        Gives the request again for an answer that was cut short, as often as ``RETRY_TIMES`` says.
        """
        request.meta.pop("download_maxsize", None)  # decompression, which comes next, has the setting's limit
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
        counts = self.spider.state.counts
        counts["pages"] += 1
        counts["bytes"] += len(response.body)
        counts[f"http_{response.status // 100}xx"] += 1
        if damage:
            counts["truncated"] += 1
        if damage in PASSING and (again := get_retry_request(request, spider=self.spider, reason="cut short")):
            return again
        return without_false_encoding(response)

    def _damage(self, response: Response) -> tuple[str | None, str | None]:
        """Damage of the answer, and the standard's word for how its body was cut."""
        if "download_stopped" in response.flags:
            return f"longer than {self.max_size} bytes", "length"
        damage, end = wire_damage(response)
        if damage is None and response.status == 200 and _is_html(response) and end.strip():
            ended = b"</html" in end.lower()
            if self._has_end_tags and not ended and not is_proven_whole(response):
                damage = WITHOUT_END
            self._has_end_tags |= ended
        return damage, "disconnect" if damage else None

    def _unchecked(self, url: str) -> dict[str, str]:
        why = self.spider.unchecked_certificate
        return {"certificate": f"not verified: {why}"} if why and url.startswith("https:") else {}


def _is_html(response: Response) -> bool:
    return "html" in (content_type(response) or "").lower()


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or []
    ]
