"""Budget of an outlet's night: one that is slow, endless or suddenly huge delays no other."""

from __future__ import annotations

import asyncio
from datetime import datetime, time
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.signals import BUDGET_SPENT
from storage.calendar import JAKARTA


class Budget:
    """Ends an outlet's night when its pages or minutes, or those of the run, are used up; its queue stays.

    At the end of its minutes it waits for nothing that is on its way: that may be what took them.
    """

    def __init__(self, crawler: Crawler, spider: OutletSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.pages = crawler.settings.getint("PAGES_PER_NIGHT")
        self.seconds = 60 * crawler.settings.getfloat("OUTLET_MINUTES")
        self._before = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        budget = cls(crawler, outlet_of(crawler))
        crawler.signals.connect(budget.opened, signals.spider_opened)
        crawler.signals.connect(budget.closed, signals.spider_closed)
        return budget

    def opened(self) -> None:
        """Starts the clock, and looks up what other runs have taken of this day."""
        run = self.spider.state.run
        day = datetime.combine(run.now().astimezone(JAKARTA).date(), time(), tzinfo=JAKARTA)
        self._before = run.archive.count_captures(self.spider.name, since=day)
        of_run = run.seconds_left(self.crawler.settings)
        reason = "budget_outlet" if self.seconds <= of_run else "budget_run"
        self._timer = asyncio.get_running_loop().call_later(min(self.seconds, of_run), self._break_off, reason)

    def closed(self) -> None:
        """Stops the clock."""
        if self._timer is not None:
            self._timer.cancel()

    def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` when the pages are used up; robots.txt is asked for all the same."""
        if request.meta.get("kind") != "robots" and self._before + self.spider.state.counts["pages"] >= self.pages:
            request.meta["postponed"] = request.meta["budget"] = True
            self._close("budget_pages")
            raise IgnoreRequest("the budget of pages is used up")

    def _break_off(self, reason: str) -> None:
        self._close(reason)  # first: what is broken off would be followed by further requests
        self.crawler.signals.send_catch_log(BUDGET_SPENT)

    def _close(self, reason: str) -> None:
        engine = self.crawler.engine
        if engine is not None and self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
