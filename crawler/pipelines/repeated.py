"""Refuse one text under many addresses: a consent, error or login page that looks like an article."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Self

from scrapy.crawler import Crawler

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.exceptions import Quarantined
from crawler.items import ArticleItem
from storage.archive.frontier import REPEATED

MAX_ADDRESSES = 2
"""Articles of one outlet that may have one text in one run: a report filed twice happens. AMP and print twins are one
article."""


class RefuseRepeated:
    """Knows of one night only: the same text of another night is for ``storage.events.update`` to find."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self._keys: defaultdict[str, set[str]] = defaultdict(set)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``Quarantined`` from the third address on, and takes back what the first two became."""
        digest = item.text_sha256 or ""
        keys = self._keys[digest]
        before = keys - {item.url_key}
        keys.add(item.url_key)
        if len(keys) <= MAX_ADDRESSES:
            return item
        reason = f"{REPEATED} {len(keys)} addresses"
        if len(keys) == MAX_ADDRESSES + 1:
            self.spider.state.troubles.setdefault("articles", f"{reason} and more")
            run = self.spider.state.run
            take_back = partial(run.archive.take_back, self.spider.name, before, digest, reason=reason, now=run.now())
            taken = await run.writes.make(self.spider.name, take_back)
            self.spider.state.counts["articles"] -= taken.count("article")
            for key in before:
                self.spider.state.fates.settle(key, "quarantined")
        raise Quarantined(reason, title=item.title, score=item.relevance, published_at=item.published_at)
