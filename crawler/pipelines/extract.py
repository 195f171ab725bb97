"""Extract: a fetched page becomes an article, in a worker process."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.signalmanager import SignalManager

from crawler.annotation import decide
from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.items import ArticleItem, FetchedPage
from crawler.signals import ARTICLE_READ


class Extract:
    """The only step that costs time; the reactor is free meanwhile."""

    def __init__(self, spider: OutletSpider, signals: SignalManager) -> None:
        self.spider = spider
        self.signals = signals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler), crawler.signals)

    async def process_item(self, item: FetchedPage) -> ArticleItem:
        """Raises ``Quarantined`` or ``EmptyBody``."""
        try:
            article = await self.spider.state.run.workers.read(item)
            self.spider.state.known.note_published(item.source, article.published_at)
            if article.published_at is not None and article.published_origin != "fetch":
                self.spider.state.reach.published(item.source[0], article.published_at)
        finally:
            self.spider.state.pages_being_read -= 1
        self.spider.state.counts["read"] += 1
        self.spider.state.counts["with_element"] += article.extractor.endswith("/element")
        self.signals.send_catch_log(ARTICLE_READ, article=article)
        if refused := decide.empty(article):
            raise refused
        return article
