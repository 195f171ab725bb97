"""Keep the window: what was published outside it is written as seen, for the night that looks there."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.annotation import decide
from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.items import ArticleItem


class KeepWindow:
    """Only now is the publication date known for certain."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``OutsideWindow``; an article that is asked for again was inside, and is held to none."""
        window = self.spider.state.windows.pop(item.url_key, None)
        if refused := decide.outside(item, window):
            raise refused
        return item
