"""Keep election-security reporting; the rest is written as seen, so that it is not fetched again."""

from __future__ import annotations

from crawler.annotation import decide
from crawler.items import ArticleItem


class KeepRelevant:
    """Refuses articles that the extraction's annotation found off topic."""

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``OffTopic``."""
        if refused := decide.off_topic(item):
            raise refused
        return item
