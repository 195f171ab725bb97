"""Keep the window: what was published outside it is written as seen, for the night that looks there."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.exceptions import OutsideWindow
from crawler.items import ArticleItem
from crawler.outlet import outlet_of
from crawler.window import Window


class KeepWindow:
    """Only now is the publication date known for certain."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler).window)

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``OutsideWindow``."""
        if not self.window.holds(item.published_at):
            raise OutsideWindow(
                f"published {item.published_at}", title=item.title, score=item.relevance, published_at=item.published_at
            )
        return item
