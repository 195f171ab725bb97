"""The canary of an outlet's night: a captured page, asked for again, from which the same article must be read.

New articles tell of a redesign by their number and shape, and so only where there are some. A page that somebody has
looked at (``scrapy capture``) tells of it on the first night, whatever the outlet publishes. One page a night is asked
for; where it is read otherwise the other captured ones are, too: an outlet edits a page, a redesign changes them all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler.captures.fixtures import Captured, captures, drift
from crawler.crawling.article_stats import DRIFT
from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.exceptions import Quarantined
from crawler.fetching.block_pages import challenge_in
from crawler.outlets.saved_pages import saved_page

SETTLED = timedelta(days=3)
"""Age of a capture before which its page is no canary: the outlet may still be at work on it."""

MOST = 5
"""Captured pages that one night asks for at most."""


class Canary:
    """Asks for captured pages before the night's own and counts into the outlet's ``counts``.

    ``canaries`` are the pages read, ``canaries_drifted`` those read otherwise than when they were captured,
    ``canaries_gone`` those that are no longer there. A page that cannot be had says nothing: the night's own requests
    tell of that. Nothing is asked for an outlet without captures, or on a backfill.
    """

    def __init__(self, outlet: OutletSpider, stats: StatsCollector) -> None:
        self.outlet = outlet
        self.stats = stats
        self._pages: Iterator[Captured] = iter(())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        assert crawler.stats is not None
        return cls(outlet_of(crawler), crawler.stats)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The request for a captured page behind the outlet's first, which learns what it shows for a missing one."""
        now = self.outlet.state.run.now()
        if not self.outlet.state.window.is_past(now):
            folder = Path(self.outlet.settings["KLIPING_CAPTURES"]) / self.outlet.name
            old = [one for one in captures(folder) if now - one.at >= SETTLED]
            self._pages = iter(old[:MOST])
        async for first in start:
            yield first
            for request in self._next():
                yield request
            break
        async for other in start:
            yield other

    async def read(self, response: Response, captured: Captured) -> AsyncIterator[Request]:
        """Compares the page with its capture."""
        counts = self.outlet.state.counts
        if self.outlet.pages.missing_page.is_shown_by(response) or not self._is_there(response, captured):
            counts["canaries_gone"] += 1
        elif isinstance(response, HtmlResponse) and not (response.meta.get("damaged") or challenge_in(response)):
            counts["canaries"] += 1
            differing = await self._differing(response, captured)
            if not differing:
                return
            counts["canaries_drifted"] += 1
            if self.stats.get_value(DRIFT) is None:
                self.stats.set_value(DRIFT, f"{captured.url}: {'; '.join(differing)}")
        for request in self._next():
            yield request

    def failed(self, failure: Failure) -> Iterator[Request]:
        """A page that is gone gives its place to the next."""
        if isinstance(failure.value, HttpError) and failure.value.response.status in (404, 410):
            self.outlet.state.counts["canaries_gone"] += 1
            yield from self._next()

    def _next(self) -> Iterator[Request]:
        captured = next(self._pages, None)
        if captured is not None:
            kwargs = {"captured": captured}
            yield self.outlet.ask_canary(captured.url, callback=self.read, errback=self.failed, cb_kwargs=kwargs)

    def _is_there(self, response: Response, captured: Captured) -> bool:
        addresses = self.outlet.addresses()
        reached = addresses.article(response.url)
        return reached is not None and addresses.key(reached) == addresses.key(captured.url)

    async def _differing(self, response: Response, captured: Captured) -> list[str]:
        page = saved_page(response.body, captured.url, type(self.outlet), captured.at)
        try:
            return drift(captured, await self.outlet.state.run.workers.read(page))
        except Quarantined as error:
            return [f"it cannot be read ({error})"]
