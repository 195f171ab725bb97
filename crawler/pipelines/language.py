"""Keep Indonesian articles."""

from __future__ import annotations

from crawler.exceptions import NotIndonesian
from crawler.items import ArticleItem


class KeepIndonesian:
    """A body too short to tell its language is kept: relevance decides about it."""

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``NotIndonesian``."""
        if item.language not in ("id", None):
            raise NotIndonesian(f"language {item.language}", title=item.title, published_at=item.published_at)
        return item
