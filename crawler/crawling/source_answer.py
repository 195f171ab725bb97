"""The answer of one source in a crawl, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class SourceAnswer:
    """Links that one source gave in a crawl, and those of them that ``article_path`` knows."""

    links: int = 0
    articles: int = 0

    def add(self, links: int, articles: int) -> None:
        """Adds one more page of the source."""
        self.links += links
        self.articles += articles
