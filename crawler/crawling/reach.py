"""Reach of a crawl into the past: a list may end before the window begins, and nobody would know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawler.outlets.sources import Reading, Source
from crawler.outlets.window import Window
from storage.calendar import JAKARTA

ENOUGH_OLD = 3
"""Number of articles from before the window, or known, by which a list has come to the window's beginning.

Fewer may be old ones that a front page keeps on show.
"""


SHORT = 10
"""Articles below which a list shows all that a small site has; feeds and front pages cut off at ten and more."""


@dataclass(slots=True)
class _Seen:
    """One source in this crawl."""

    source: Source
    articles: int = 0
    old: int = 0
    oldest: datetime | None = None
    whole: bool = False
    """True once it was read to where the window begins, or to the site's own end."""


@dataclass(slots=True)
class Reach:
    """Collects what each source showed of the window. ``missing_days`` is asked when the crawl has ended."""

    window: Window
    _sources: dict[str, _Seen] = field(default_factory=dict)

    def listed(self, source: Source, reading: Reading, *, articles: int, familiar: int, stop: str | None) -> None:
        """Takes in one page of a source: its articles, those that an earlier night has known, and why it was the last.

        ``stop`` is ``window`` when all on the page is older than the window, ``end`` when it brought nothing new.
        """
        seen = self._of(source)
        seen.articles += articles
        seen.old += familiar
        for announcement in reading.announcements:
            if announcement.published is not None:
                self.published(source.label, announcement.published)
        news = any(announcement.published for announcement in reading.announcements)
        if stop == "window" or (reading.exhausts and reading.announcements):
            seen.whole = True
        elif stop == "end" and source.has_pages and not articles and seen.articles:
            seen.whole = True  # a further page that has a menu and no article
        elif stop is None and not reading.following and not reading.limited:
            # an empty page behind others is the list's end; one page that has no other is only what a site shows
            behind = source.has_pages and not reading.announcements and seen.articles > 0
            everything = source.scope == "all" and not news and bool(articles)
            seen.whole = seen.whole or behind or everything

    def published(self, label: str, moment: datetime) -> None:
        """Notes the date of an article of a source, as announced or as its page says."""
        seen = self._sources.get(label)
        if seen is None:
            return
        if self.window.before(moment):
            seen.old += 1
        else:
            seen.oldest = min(moment, seen.oldest or moment)

    def came_to_its_end(self, source: Source) -> None:
        """A further page of a list is not there, or need not be asked for."""
        self._of(source).whole = True

    def seen_since(self) -> datetime | None:
        """Moment of the oldest article up to which the outlet was seen without a gap; ``None`` for all of the window.

        It is also ``None`` where no article has a date.
        """
        seen = [one for one in self._sources.values() if one.articles and not one.source.partial]
        if max((one.articles for one in seen), default=0) < SHORT:
            return None
        if any(one.whole or one.old >= self._enough(one) for one in seen):
            return None
        oldest = [one.oldest for one in seen if one.oldest is not None and one.source.scope != "some"]
        return min(oldest, default=None)

    def missing_days(self) -> tuple[date, ...]:
        """Days of the window (Asia/Jakarta) before the first one that was seen, oldest first."""
        since = self.seen_since()
        return tuple(_days(self.window.first_day(), since.astimezone(JAKARTA).date())) if since else ()

    def _enough(self, seen: _Seen) -> int:
        return 1 if seen.source.kind == "feed" else min(ENOUGH_OLD, seen.articles)

    def _of(self, source: Source) -> _Seen:
        return self._sources.setdefault(source.label, _Seen(source))


def told(days: Iterable[date]) -> str:
    """Days in words: the first and the last of them."""
    all_days = sorted(days)
    first, last = f"{all_days[0]:%Y-%m-%d}", f"{all_days[-1]:%Y-%m-%d}"
    return first if first == last else f"{first} to {last}"


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += timedelta(days=1)


def nothing_came_in(counts: Counter[str]) -> str | None:
    """Says that everything the outlet announced tonight failed; ``None`` where a page came, or nothing was new."""
    vain = sum(counts[fate] for fate in ("failed", "blocked", "robots"))
    unusable = sum(counts[fate] for fate in ("gone", "empty", "quarantined"))
    answered = sum(counts[fate] for fate in ("article", "duplicate", "off_topic", "not_indonesian", "outside"))
    if answered or not counts["new"]:
        return None
    if (vain and not counts["queued"]) or unusable + vain >= ENOUGH_OLD:
        parts = (("failed", "failed"), ("blocked", "blocked"), ("robots", "disallowed by robots.txt"), ("gone", "gone"),
                 ("empty", "without text"), ("quarantined", "not to be read"))  # fmt: skip
        said = ", ".join(f"{counts[fate]} {words}" for fate, words in parts if counts[fate])
        return f"nothing came in: of {vain + unusable} announced articles {said}"
    return None
