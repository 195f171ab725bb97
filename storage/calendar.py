"""Shared by all readers of dates: zone, months and weekdays, and a moment with its precision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

JAKARTA = timezone(timedelta(hours=7))
"""Days of the archive and of the command line are days of this zone, unless they carry an offset."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years beyond which a date is a mistake; what is reckoned from a date between them stays one."""

INPUT_LIMIT = 64 * 1024
"""Characters that are read of any input."""


INDONESIAN_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip


MONTHS = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "pebruari": 2, "february": 2, "feb": 2, "peb": 2,
    "maret": 3, "march": 3, "mar": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "june": 6,
    "jun": 6, "juli": 7, "july": 7, "jul": 7, "agustus": 8, "august": 8, "agt": 8, "agu": 8, "ags": 8, "agst": 8,
    "agus": 8, "agust": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "october": 10, "okt": 10,
    "oct": 10, "november": 11, "nopember": 11, "nov": 11, "nop": 11, "desember": 12, "december": 12, "des": 12,
    "dec": 12,
}  # fmt: skip
"""Indonesian and English names and abbreviations, lower case."""


WEEKDAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "jum’at": 4, "sabtu": 5, "minggu": 6,
    "ahad": 6,
}  # fmt: skip
"""Indonesian weekdays in lower case, Monday is 0."""


ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTH_PATTERN = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY_PATTERN = "|".join(WEEKDAYS)
"""For regular expressions that ignore case."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and how much of it is known."""

    at: datetime
    """Aware; midnight of the day in the outlet's zone when only the day is known."""
    precision: Literal["minute", "day"]


def day_moment(year: int, month: int, day: int, zone: str) -> Moment | None:
    """Midnight of that day in the zone with precision ``day``; None when there is no such day."""
    found = possible_day(year, month, day)
    return None if found is None else Moment(datetime(found.year, found.month, found.day, tzinfo=ZoneInfo(zone)), "day")


def possible_day(year: int, month: int, day: int) -> date | None:
    """The day, or None when the calendar has none such."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def full_year(year: int) -> int:
    """A year of two digits in this century."""
    return year + 2000 if year < 100 else year


def surely_before(one: Moment | None, other: Moment | None) -> bool:
    """True when one moment is known to lie before the other.

    Of two on one day, where a time is missing, nobody can say. Days are those of Jakarta.
    """
    if one is None or other is None:
        return False
    if "day" in (one.precision, other.precision):
        return one.at.astimezone(JAKARTA).date() < other.at.astimezone(JAKARTA).date()
    return one.at < other.at


def moment_of(at: datetime | None, precision: str | None) -> Moment | None:
    """The moment that two columns hold."""
    return None if at is None else Moment(at, "day" if precision == "day" else "minute")
