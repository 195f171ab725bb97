"""The clock of the sample web, and dates as Indonesian sites print them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

WIB = timezone(timedelta(hours=7), "WIB")
"""Waktu Indonesia Barat, the zone of every outlet of the sample web."""

NOW = datetime(2024, 11, 28, 6, 0, tzinfo=WIB)
"""Time on the sample web: the morning after the regional elections of 27 November 2024."""

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def local_day(moment: datetime) -> date:
    """The calendar day of an aware datetime in WIB."""
    return moment.astimezone(WIB).date()


def weekday(moment: datetime) -> str:
    """Name of the weekday: ``Senin``."""
    return _DAYS[moment.astimezone(WIB).weekday()]


def month(moment: datetime) -> str:
    """Name of the month: ``November``."""
    return _MONTHS[moment.astimezone(WIB).month - 1]


def long_day(moment: datetime) -> str:
    """Day, month and year: ``25 November 2024``."""
    local = moment.astimezone(WIB)
    return f"{local.day} {month(moment)} {local.year}"


def short_day(moment: datetime) -> str:
    """Weekday and day with the month's first three letters: ``Senin 25 Nov 2024``."""
    local = moment.astimezone(WIB)
    return f"{weekday(moment)} {local:%d} {month(moment)[:3]} {local.year}"


def clock(moment: datetime) -> str:
    """Hour and minute in WIB: ``22:53``."""
    return f"{moment.astimezone(WIB):%H:%M}"


def relative(moment: datetime, now: datetime) -> str:
    """Time since then, as listings print it; the date after a week: ``3 jam lalu``, ``20 November 2024 10:15``."""
    seconds = int((now - moment).total_seconds())
    if seconds < 3600:
        return f"{max(seconds // 60, 1)} menit lalu"
    if seconds < 86_400:
        return f"{seconds // 3600} jam lalu"
    if seconds < 7 * 86_400:
        return f"{seconds // 86_400} hari lalu"
    return f"{long_day(moment)} {clock(moment)}"


def iso(moment: datetime) -> str:
    """ISO 8601 in WIB with its offset: ``2024-11-25T22:53:00+07:00``."""
    return moment.astimezone(WIB).isoformat(timespec="seconds")


def iso_utc(moment: datetime) -> str:
    """ISO 8601 in UTC with its offset: ``2024-11-25T15:53:00+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def http_date(moment: datetime) -> str:
    """Date of an HTTP header (RFC 9110): ``Mon, 25 Nov 2024 15:53:00 GMT``."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def rss_date(moment: datetime, *, utc: bool = False) -> str:
    """Date of an RSS item (RFC 822), in UTC as WordPress writes it, or in WIB."""
    return format_datetime(moment.astimezone(UTC if utc else WIB))
