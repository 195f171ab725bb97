"""Pauses before a host is asked again: what a 429 or 503 asks for, and its delay before every retry."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.signals import BUDGET_SPENT

LONGEST_PAUSE = 120.0
"""Seconds a host is waited for; a longer ``Retry-After`` leaves the URL to a later night."""

DEFAULT_PAUSE = 30.0
"""Seconds of pause after a 429 or 503 that does not say how long."""

MAX_REFUSALS = 3
"""So many 429 or 503 in a row, and the outlet is left alone for this run."""

LONGEST_REMEMBERED = 86_400.0
"""Seconds that a pause is taken to be, whatever more is asked for: the host is asked again the next night."""


class HostPause:
    """Waits when a host says 429 or 503, as long as it asks for; three in a row end the outlet's night."""

    def __init__(self, crawler: Crawler, spider: OutletSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self._until = 0.0
        self._refusals = 0
        self._spent = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        pause = cls(crawler, outlet_of(crawler))
        crawler.signals.connect(pause.end, BUDGET_SPENT)
        return pause

    def end(self) -> None:
        """Ends a pause with the outlet's budget; the request that waited is not sent any more."""
        self._spent.set()

    async def process_request(self, request: Request) -> None:
        """Holds every request of the outlet back until the pause is over, and a retry for as long as the host's delay.

        Scrapy counts the delay from the beginning of the request before: after a slow failure nothing of it is left.
        """
        pause = self._until - monotonic()
        if request.meta.get("retry_times"):
            pause = max(pause, self._delay(request))
        if pause > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._spent.wait(), pause)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Asks again after the pause, or gives the URL to a later night."""
        if request.meta.get("kind") == "robots":
            return response
        if response.status not in (429, 503):
            self._refusals = 0
            return response
        self._refusals += 1
        self.spider.state.counts["refused"] += 1
        pause = retry_after(response.headers, now=self.spider.state.run.now().timestamp())
        request.meta["postponed"] = True
        if self._refusals >= MAX_REFUSALS or pause > LONGEST_PAUSE:
            reason = f"answered HTTP {response.status}, asking for {pause:.0f} s of pause"
            self.spider.state.troubles.setdefault("host", reason)
            self.crawler.engine.close_spider(self.spider, "refused")
            raise IgnoreRequest(reason)
        self._until = max(self._until, monotonic() + pause)
        return request.replace(dont_filter=True, priority=request.priority + 1)

    def _delay(self, request: Request) -> float:
        """Seconds between two requests to the host, by settings, ``Crawl-delay`` and throttle."""
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        return float(slot.delay) if slot is not None else self.crawler.settings.getfloat("DOWNLOAD_DELAY")


def retry_after(headers: Headers, *, now: float) -> float:
    """Seconds of pause that ``Retry-After`` asks for, as a number or a date; else ``DEFAULT_PAUSE``."""
    text = (headers.get("Retry-After") or b"").decode("latin-1").strip()
    try:
        seconds = float(text) if text.isascii() and text.isdigit() else parsedate_to_datetime(text).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_PAUSE
    return min(max(0.0, seconds), LONGEST_REMEMBERED)
