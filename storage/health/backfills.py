"""Days that a backfill has reached, through which source, and why not the others.

A source that tells of the newest articles first has reached a day when it was read on to articles older than that day;
one that tells of every article (a sitemap) when all of it was read. A search for some terms reaches no day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.archive.source_pages import Backfill
from storage.calendar import JAKARTA
from storage.models import Sighting, SourcePage

OUTLIERS = 4
"""So many older articles than all others may stand on a list (pinned ones) without being taken for its end."""

_ENDINGS = {
    "whole": "everything of the window was told",
    "window": "read on to articles from before the window",
    "end": "the site has no further pages",
    "limit": "more pages than are asked for",
}


@dataclass(frozen=True, slots=True)
class Reached:
    """Progress of one source: days it has reached (Asia/Jakarta), pages read and to be read, and why it ends."""

    source: str
    days: frozenset[date]
    read: int
    waiting: int
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a backfill. ``first`` and ``last`` are days, inclusive."""

    outlet: str
    first: date
    last: date
    sources: tuple[Reached, ...]

    @property
    def missing(self) -> list[tuple[date, date]]:
        """Days that no source has reached, as ranges, inclusive."""
        reached = frozenset[date]().union(*(source.days for source in self.sources))
        return ranges(day for day in _days(self.first, self.last) if day not in reached)


def backfills(archive: Archive, outlet: str | None = None) -> list[Progress]:
    """Every backfill so far, or those of one outlet, by outlet and window."""
    pages = [page for page in archive.source_pages() if outlet in (None, page.outlet)]
    with archive.reading() as session:
        return [
            _progress(session, backfill, list(group))
            for backfill, group in groupby(pages, key=lambda page: (page.outlet, page.since, page.until))
        ]


def ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Ascending days as ranges, inclusive."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _progress(session: Session, backfill: Backfill, pages: Sequence[SourcePage]) -> Progress:
    outlet, since, until = backfill
    first, last = _day(since), _day(until - timedelta(microseconds=1))
    sources = [_reached(session, list(group), first, last) for _, group in groupby(pages, key=lambda page: page.source)]
    return Progress(outlet, first, last, tuple(sources))


def _reached(session: Session, pages: Sequence[SourcePage], first: date, last: date) -> Reached:
    waiting = [page for page in pages if page.state != "read"]
    days: set[date] = set()
    for series, group in groupby(pages, key=lambda page: page.series):
        begin, end = _span(series, first, last) if pages[0].scope == "newest" else (first, last)
        days.update(_of_series(session, list(group), bool(series), begin, end))
    whys = {page.ending or "" for page in pages if page.state == "failed"}
    whys |= {"to be read on" for page in pages if page.state == "queued"}
    whys |= {_ENDINGS[page.ending] for page in pages if page.state == "read" and page.ending in _ENDINGS}
    if pages[0].scope == "some":
        whys = {"a search for some terms"}
    return Reached(pages[0].source, frozenset(days), len(pages) - len(waiting), len(waiting), "; ".join(sorted(whys)))


def _of_series(session: Session, pages: Sequence[SourcePage], dated: bool, first: date, last: date) -> Iterator[date]:
    scope, ending = pages[-1].scope, pages[-1].ending
    done = all(page.state == "read" and page.ending != "limit" for page in pages)
    if scope == "some" or first > last:
        return
    if done and (scope == "all" or dated or ending in ("whole", "window")):
        yield from _days(first, last)
    elif scope == "newest" and (oldest := _oldest(session, pages[0], first, last)) is not None:
        # the day of the oldest article itself may go on behind it
        yield from _days(oldest + timedelta(days=1), last)


def _oldest(session: Session, page: SourcePage, first: date, last: date) -> date | None:
    """Day of the oldest article that a source told of in the window, the outliers left out."""
    query = (
        select(Sighting.published_at)
        .where(
            Sighting.outlet == page.outlet,
            Sighting.source == page.source,
            Sighting.published_at >= _midnight(first),
            Sighting.published_at < _midnight(last + timedelta(days=1)),
        )
        .order_by(Sighting.published_at)
        .limit(OUTLIERS + 1)
    )
    found = session.scalars(query).all()
    return _day(found[-1]) if found and found[-1] is not None else None


def _span(series: str, first: date, last: date) -> tuple[date, date]:
    """The days of the window that lie in a series for a month (``2024-11``) or a year (``2024``); else all of it."""
    digits = series.replace("-", "")
    if not digits.isdecimal() or len(digits) not in (4, 6):
        return first, last
    year, month = int(digits[:4]), int(digits[4:] or 1)
    begin = date(year, month, 1)
    following = (begin + timedelta(days=31)).replace(day=1) if digits[4:] else date(year + 1, 1, 1)
    return max(first, begin), min(last, following - timedelta(days=1))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _day(moment: datetime) -> date:
    return moment.astimezone(JAKARTA).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)
