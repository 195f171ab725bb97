"""The nights of an outlet as months of weeks."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from storage.archive.archive import Archive
from storage.health.coverage import Day, coverage

MONTHS = 6
"""Months on a page."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, the first day of which is ``first``, in weeks from Monday; ``None`` where the outlet has no day."""

    first: date
    weeks: tuple[tuple[tuple[date, Day | None] | None, ...], ...]


def months_of(archive: Archive, outlet: str, before: str) -> tuple[list[Month], str | None]:
    """The latest months, or those before the month ``before`` (2024-11), newest first, and the last one if there are
    earlier ones.
    """
    with archive.reading() as session:
        days = {day.day: day for day in coverage(session, [outlet])}
    found = sorted({f"{day:%Y-%m}" for day in days}, reverse=True)
    chosen = [month for month in found if not before or month < before]
    return (
        [_month(date.fromisoformat(f"{month}-01"), days) for month in chosen[:MONTHS]],
        chosen[MONTHS - 1] if len(chosen) > MONTHS else None,
    )


def _month(first: date, days: dict[date, Day]) -> Month:
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        tuple(tuple((day, days.get(day)) if day.month == first.month else None for day in week) for week in weeks),
    )
