"""Store: the article goes to the archive."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.items import ArticleItem

_COUNTS = {"new": "articles", "known": "reread", "changed": "changed"}
"""Counters of what an article can turn out to be."""


class Store:
    """Counts what is new; a changed text is a change, not an article more."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """The item as it was stored."""
        spider, outcome = self.spider, await self.spider.state.run.store(item)
        if item.url_key in spider.rechecks.being_read:
            assert item.fetched_at is not None
            spider.rechecks.found_again(item.url_key, item.fetched_at)
            spider.state.counts["rechecked_changed" if outcome == "changed" else "rechecked_unchanged"] += 1
        else:
            spider.state.fates.settle(item.url_key, "article")
        spider.state.counts[_COUNTS[outcome]] += 1
        spider.state.counts["withheld"] += outcome == "new" and item.noarchive
        spider.validators.stored(item.url_key)
        return item
