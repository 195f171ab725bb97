"""Pure: counts of events by region and by time, in the order in which they are drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    """Events from ``first`` to ``last`` (both inclusive), as a share of the highest bar."""

    first: date
    last: date
    events: int
    share: float


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


def periods(counts: Mapping[date, int]) -> list[Bar]:
    """Weeks from Monday, months where there are too many of them; those without events too. Oldest first."""
    if not counts:
        return []
    first, last = min(counts), max(counts)
    begins = first - timedelta(days=first.weekday())
    weekly = (last - begins).days < 7 * MOST_BARS
    begin = begins if weekly else first.replace(day=1)
    bars: list[tuple[date, date]] = []
    while begin <= last:
        following = begin + timedelta(days=7) if weekly else (begin + timedelta(days=32)).replace(day=1)
        bars.append((begin, following - timedelta(days=1)))
        begin = following
    summed = dict.fromkeys(bars, 0)
    starts = [bar[0] for bar in bars]
    for day, count in counts.items():
        summed[bars[bisect_right(starts, day) - 1]] += count
    most = max(summed.values())
    return [Bar(begin, end, count, count / most) for (begin, end), count in summed.items()]
