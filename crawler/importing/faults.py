"""Faults of the rows of a file: all of them at once, the same faults together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_PLACES = 5


class RowFault(ValueError):
    """A row that is no article. ``kind`` is the same for all rows with this fault, ``detail`` is of this one."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind = kind
        self.detail = detail or kind


class NoArticle(RowFault):
    """A page that holds no article, as web archives have many: it is passed over."""


@dataclass
class _Kind:
    count: int = 0
    places: list[int] = field(default_factory=list)
    example: str = ""


@dataclass
class Faults:
    """Counts the faults (or the doubts) of a collection, by table and kind; memory does not grow with the file."""

    _kinds: dict[tuple[str, str, str], _Kind] = field(default_factory=dict)
    count: int = 0

    def add(self, table: str, unit: str, place: int, kind: str, detail: str) -> None:
        """Notes a fault of the record that begins at ``place``."""
        noted = self._kinds.setdefault((table, unit, kind), _Kind())
        noted.count += 1
        noted.example = noted.example or detail
        if len(noted.places) < _PLACES:
            noted.places.append(place)
        self.count += 1

    def has(self, kind: str) -> bool:
        """True when one of the faults is of this kind."""
        return any(one == kind for _, _, one in self._kinds)

    def lines(self, *, several: bool) -> Iterator[str]:
        """A line for each kind, the most frequent first; with ``several`` tables each says its own."""
        for (table, unit, _), noted in sorted(self._kinds.items(), key=lambda one: -one[1].count):
            where = ", ".join(map(str, noted.places))
            more = noted.count - len(noted.places)
            places = f"{unit}{'s' if noted.count > 1 else ''} {where}{f' and {more} more' if more else ''}"
            yield f"{f'{table}, ' if several else ''}{places}: {noted.example}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was left out, as the file has it."""

    table: str
    place: str
    reason: str
    values: Mapping[str, Any]
