"""Findings of a probe, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.items import ArticleItem
from crawler.onboarding.probe.platform import Candidate
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
    platforms: list[Candidate] = field(default_factory=list)
    """Families of which marks were seen, the weightiest first; the first is ``family`` where it is certain."""

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

    headline: str | None = None
    """Selector of the headline, where the general rules read another title than the links to the article have."""

    published: str | None = None
    """Selector of the moment of publication, where no machine-readable one was found."""

    authors: str | None = None
    """Selector of the reporters' names, where the general rules found none by themselves."""

    whole: str = ""
    """Ending of the address that shows a split article on one page."""

    articles: int = 0
    """Articles that were read: what is proposed holds on all of them."""

    dead: list[str] = field(default_factory=list)
    """Addresses of the family's sources that were asked and announce nothing."""

    documents: int = 0
    """Links to documents on the front page."""

    remarks: list[str] = field(default_factory=list)
    """What a person has to know besides: what no declaration holds, or only one made by hand."""

    zone: str = ""
    rendering: str = "not looked at"
    needs_browser: bool = False
    region: str | None = None
    """Kemendagri code of the region that the pages name most."""
