"""Conditional requests: a page that has not changed since it was read is not sent again (RFC 9110, 13).

The answer 304 is archived as what it is, and then read as the response that it repeats, taken from the raw archive. So
it cannot lose anything that the same page, sent in full, would not have lost: what a killed night did not come to, a
wider window, a page behind it in a listing, are all looked at again.

A server that says 304 whatever it prints would make an outlet fall silent. Therefore a page of a source is asked for in
full when nobody has seen it for longer than ``WINDOW_OVERLAP_DAYS``: the window of that night still reaches back to the
last time.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.fetching.archived_response import archived_response
from storage.data_folder import WARC_FOLDER
from storage.exceptions import WarcError
from storage.models import Capture, Validator
from storage.raw.exchange import RawRecord
from storage.raw.files import holds
from storage.raw.reader import read_record

_FIELDS = ("If-None-Match", "If-Modified-Since")


class ConditionalGet:
    """Asks with the validators of requests that are marked ``conditional``, and answers a 304 from the archive."""

    def __init__(self, spider: OutletSpider, overlap: timedelta) -> None:
        self.spider = spider
        self.overlap = overlap

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler), timedelta(days=crawler.settings.getint("WINDOW_OVERLAP_DAYS")))

    def process_request(self, request: Request) -> None:
        """Sets the header fields of exactly this address: a redirect brings those of the one before."""
        for name in _FIELDS:
            request.headers.pop(name, None)
        request.meta.pop("revisits", None)
        if not request.meta.get("conditional") or request.meta.get("playwright"):
            return
        run = self.spider.state.run
        known = run.readable(partial(run.archive.validator, self.spider.name, request.url))
        if known is None or not self._is_trusted(known, request) or not self._is_here(known.record_id):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
        request.meta["revisits"] = known.record_id
        self.spider.state.counts["conditional"] += 1

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The archived response in place of a 304; another request where it cannot be read any more."""
        request.meta["unchanged"] = response.status == 304
        if response.status != 304 or "revisits" not in request.meta:
            return response
        record = self._record(request.meta["revisits"])
        if record is None:
            self.spider.validators.forget(request.url)
            # what is forgotten is still in the queue of writes when this is asked
            return request.replace(dont_filter=True, meta=request.meta | {"conditional": False})
        self.spider.state.counts["unchanged"] += 1
        return archived_response(record, request)

    def _is_trusted(self, known: Validator, request: Request) -> bool:
        # An edit that is hidden from us costs a version, not an article.
        is_article: bool = request.meta.get("kind") == "article"
        return is_article or self.spider.state.run.now() - known.fetched_at <= self.overlap

    def _is_here(self, record_id: str) -> bool:
        """True when the file with that response lies in this data folder: another machine's cannot be read from."""
        capture = self._capture(record_id)
        return capture is not None and holds(self.spider.state.run.folder / WARC_FOLDER, capture.warc_file)

    def _capture(self, record_id: str) -> Capture | None:
        run = self.spider.state.run
        return run.readable(partial(run.archive.capture, record_id))

    def _record(self, record_id: str) -> RawRecord | None:
        run = self.spider.state.run
        capture = self._capture(record_id)
        if capture is None:
            return None
        try:
            return read_record(run.folder / WARC_FOLDER, capture.warc_file, capture.offset, capture.length)
        except (WarcError, OSError) as error:
            self.spider.logger.warning("asked again in full: %s", error)
            return None
