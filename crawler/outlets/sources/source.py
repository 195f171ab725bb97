"""Contract of a source: the pages it asks for, the announcements it reads in them, and its own peculiarities.

Everything that others must know of one kind of source stands in its class: selectors, request, growth of its page,
form in ``--source``. Nobody asks for the class of a source.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, Self

from scrapy.http import Response

from crawler.outlets.window import Window

MAX_ANNOUNCEMENTS = 5_000
"""Announcements read from one page; a sitemap has up to 50,000, of which a window needs few."""

MAX_BACKFILL_PAGES = 2_000
"""Pages of one series in a backfill, in place of the nightly limit: it has many nights."""

Scope = Literal["newest", "all", "some"]
"""Extent of a source: the newest articles first (``newest``), every article in no order (``all``), or a choice."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A link to an article, with what the source says of it. ``published`` is aware, or ``None``."""

    url: str
    published: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a source to ask for: the ``number``-th of its ``series``."""

    url: str
    """Address to ask for; of a source that is asked by POST, with the body behind a ``#``."""
    series: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Content of a page of a source. ``broken`` says why it could not be read."""

    announcements: tuple[Announcement, ...] = ()
    following: tuple[Step, ...] = ()
    broken: str | None = None
    exhausts: bool = False
    """True when the source has now told of every article of the window: no other need be asked."""
    limited: bool = False
    """True when the site has more pages and our limit is why they are not asked for."""
    lost: tuple[str, ...] = ()
    """Rows that could not be read, each in a line; they cost nothing but themselves."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of a page before it is read: it is scrolled, or ``more`` is pressed, until no ``links`` are added."""

    links: str
    """CSS of the links."""
    more: str | None
    """CSS of a button; ``None`` scrolls to the end of the page."""
    rounds: int
    """Times at most."""


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that a source needs: the outlet's front page and zone, the window, and the time."""

    site: str
    zone: str
    window: Window
    now: datetime

    @property
    def backfill(self) -> bool:
        """True when the window lies in the past, so that reading it may take many nights."""
        return self.window.is_past(self.now)

    def limit(self, pages: int) -> int:
        """Pages of a series that may be asked for, of which a night asks for ``pages``."""
        return max(pages, MAX_BACKFILL_PAGES) if self.backfill else pages


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """A way in which an outlet announces articles."""

    kind: ClassVar[str]
    """Kind of capture in the archive."""

    scope: ClassVar[Scope] = "newest"

    windowed: ClassVar[bool] = False
    """True when the server is asked for the window: behind its last page there is nothing of it."""

    never_empty: ClassVar[bool] = False
    """True when its first page always has articles, so that none is the mark of a redesign."""

    option_form: ClassVar[str] = ""
    """Form of ``option``, for people; empty for a kind that cannot be given there."""

    option_kind: ClassVar[str] = ""
    """Name of the kind in ``option``, where it is not ``kind``."""

    has_pages: ClassVar[bool] = False
    """True when it is asked for page after page, so that its end is the site's."""

    url: str
    """Address, absolute or relative to the outlet's front page."""

    partial: bool = False
    """True for a source that tells of one rubric alone: that the outlet was seen whole cannot be concluded from it."""

    @property
    def label(self) -> str:
        """Name in counts, logs and sightings."""
        return f"{self.kind} {self.url}"

    @property
    def described(self) -> str:
        """Address, for people who look for what to declare."""
        return self.url

    @property
    def selectors(self) -> tuple[str, ...]:
        """Every CSS selector that is declared, to be checked when the outlet is loaded."""
        return ()

    @property
    def growth(self) -> Growth | None:
        """Growth of its page in a browser; ``None`` for a page that stays as it came."""
        return None

    @property
    def option(self) -> str:
        """Value of ``--source`` that declares it (``scrapy genspider``); ``of_option`` reads it."""
        return f"{self.kind}:{self.url}"

    @classmethod
    def of_option(cls, text: str) -> Self | None:
        """Source that ``option`` tells of, without its kind; ``None`` where ``text`` is none."""
        return cls(url=text) if re.fullmatch(r"\S+", text) else None

    def request(self, step: Step) -> dict[str, Any]:
        """Arguments of the request for a page: ``url``, and for a form ``method``, ``body`` and ``headers``."""
        return {"url": step.url}

    @abstractmethod
    def steps(self, context: Context) -> Iterator[Step]:
        """Pages to ask for first."""

    @abstractmethod
    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Announcements on a page, and the pages after it."""
