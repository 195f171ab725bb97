"""Store: the article goes to the archive."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.items import ArticleItem
from crawler.outlet import OutletSpider, outlet_of


class Store:
    """Counts what is new; a changed text is a change, not an article more."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """The item as it was stored."""
        outcome = self.spider.run.store(item)
        self.spider.counts["articles" if outcome == "new" else outcome] += 1
        self.spider.counts["withheld"] += outcome == "new" and item.noarchive
        return item
