"""Pages of a source behind the end of its window are not asked for."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.crawling.spider import OutletSpider, outlet_of


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
        while (
            self.spider.state.pages_being_read
        ):  # how far back the listing has come is known when its articles are read
            await asyncio.sleep(0.02)
        if self.spider.state.known.has_left_window(series):
            request.meta["passed"] = True
            raise IgnoreRequest("the listing has left the window")
