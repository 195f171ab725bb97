"""Pure: counts of events by region and by time, in the order in which they are drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.browse.looked import Span, days_inside

SHADES = 5
NAMED = 5
"""Tiles of a province named in words, those with the most events."""
MOST_BARS = 80
"""More weeks are drawn as months."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A kabupaten or kota; ``shade`` is 0 without events, and up to ``SHADES`` the more there are."""

    code: str
    name: str
    events: int
    shade: int


@dataclass(frozen=True, slots=True)
class Province:
    """A province: all its ``events``, and those of which nothing more is known than the province."""

    code: str
    name: str
    events: int
    unplaced: int
    tiles: tuple[Tile, ...]

    @property
    def named(self) -> list[Tile]:
        """The tiles with the most events, which are named beside the drawing."""
        return sorted((tile for tile in self.tiles if tile.events), key=lambda tile: -tile.events)[:NAMED]


@dataclass(frozen=True, slots=True)
class Bar:
    """Events from ``first`` to ``last`` (both inclusive), as a share of the highest bar.

    ``beside``: events of another search, on the same scale; ``whole``: all events of the period; ``unseen``: days that
    no crawl looked at, 0 in an archive without crawls.
    """

    first: date
    last: date
    events: int
    share: float
    beside: int = 0
    beside_share: float = 0.0
    whole: int = 0
    unseen: int = 0

    @property
    def days(self) -> int:
        """Days of the period."""
        return (self.last - self.first).days + 1


def islands(regions: Sequence[tuple[str, str]], counts: Mapping[str | None, int]) -> list[tuple[str, list[Province]]]:
    """Provinces by the first digit of their code, which names the island group; 2 belongs to 1, Sumatera."""
    placed = sorted(count for code, count in counts.items() if code and len(code) > 2)
    bounds = [placed[len(placed) * step // SHADES] for step in range(1, SHADES)] if placed else []
    groups: dict[str, list[Province]] = {}
    for code, name in regions:
        if len(code) > 2:
            continue
        tiles = tuple(
            Tile(inside, its_name, events, 1 + bisect_right(bounds, events) if events else 0)
            for inside, its_name in regions
            if inside.startswith(f"{code}.")
            for events in (counts.get(inside, 0),)
        )
        unplaced = counts.get(code, 0)
        total = unplaced + sum(tile.events for tile in tiles)
        groups.setdefault("1" if code[0] == "2" else code[0], []).append(Province(code, name, total, unplaced, tiles))
    return sorted(groups.items())


def periods(
    counts: Mapping[date, int],
    beside: Mapping[date, int] | None = None,
    whole: Mapping[date, int] | None = None,
    looked: Sequence[Span] = (),
    today: date = date.max,
) -> list[Bar]:
    """Weeks from Monday, months where there are too many of them; those without events too. Oldest first.

    ``looked``: merged spans of days that a crawl looked at; days after ``today`` are not yet missed.
    """
    others = beside or {}
    days = counts.keys() | others.keys()
    if not days:
        return []
    spans = _spans(min(days), max(days))
    events, more, all_events = (_summed(one, spans) for one in (counts, others, whole or {}))
    most = max(*events, *more)
    return [
        Bar(*span, count, count / most, other, other / most, total, _unseen(*span, looked, today))
        for span, count, other, total in zip(spans, events, more, all_events, strict=True)
    ]


def _unseen(first: date, last: date, looked: Sequence[Span], today: date) -> int:
    past = (min(last, today) - first).days + 1
    return max(0, past - days_inside(looked, first, last)) if looked else 0


def _spans(first: date, last: date) -> list[Span]:
    begins = first - timedelta(days=first.weekday())
    weekly = (last - begins).days < 7 * MOST_BARS
    begin = begins if weekly else first.replace(day=1)
    spans: list[Span] = []
    while begin <= last:
        following = begin + timedelta(days=7) if weekly else (begin + timedelta(days=32)).replace(day=1)
        spans.append((begin, following - timedelta(days=1)))
        begin = following
    return spans


def _summed(counts: Mapping[date, int], spans: Sequence[Span]) -> list[int]:
    """Events in each span; those outside of all are left out."""
    starts = [first for first, _ in spans]
    summed = [0] * len(spans)
    for day, count in counts.items():
        if spans[0][0] <= day <= spans[-1][1]:
            summed[bisect_right(starts, day) - 1] += count
    return summed


def scale(most: int) -> list[int]:
    """Round numbers from 0 to ``most`` for the ticks of an axis, five at most."""
    step = 1
    while most / step > 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, most + 1, step))
