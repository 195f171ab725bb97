"""Keep Indonesian articles."""

from __future__ import annotations

from crawler.annotation import decide
from crawler.items import ArticleItem


class KeepIndonesian:
    """Refuses articles in another language."""

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Raises ``NotIndonesian``."""
        if refused := decide.foreign(item):
            raise refused
        return item
