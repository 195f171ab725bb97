"""Keep election-security reporting; the rest is written as seen, so that it is not fetched again."""

from __future__ import annotations

from crawler.exceptions import OffTopic
from crawler.items import ArticleItem


class KeepRelevant:
    """The decision was made with the extraction (``crawler.annotation.annotate``); here it takes effect."""

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``OffTopic``."""
        if not item.relevant:
            raise OffTopic(
                f"relevance {item.relevance or 0:.2f}",
                title=item.title,
                score=item.relevance,
                published_at=item.published_at,
            )
        return item
