"""Findings of a probe, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.items import ArticleItem
from crawler.outlets.sources import Source


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that answered: how to declare it, articles on its first page, the newest of them, what else to know."""

    source: Source
    articles: int
    newest: datetime | None = None
    note: str = ""


@dataclass(slots=True)
class Findings:
    """Everything found at a site; empty where nothing was."""

    site: str
    """Front page as it answered."""

    title: str = ""
    family: str | None = None
    evidence: tuple[str, ...] = ()
    """Marks on the pages that only this family's platform prints."""

    robots: str = "not asked for"
    offers: list[Offer] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Addresses that were asked in vain, and why."""

    pattern: str | None = None
    """Regular expression of an article's address."""

    pattern_declared: bool = False
    """True when the pattern is the family's own."""

    pattern_from: tuple[int, int] = (0, 0)
    """Number of announced addresses that it fits, and of all of them."""

    article: ArticleItem | None = None
    element: str | None = None
    """Selector of the element that holds the article."""

    declared: bool = False
    """True when the family's layout names that element."""

    zone: str = ""
    rendering: str = "not looked at"
    needs_browser: bool = False
    region: str | None = None
    """Kemendagri code of the region that the pages name most."""
