"""Dates and times as Indonesian pages print and declare them, to aware datetimes with a precision.

A zone printed with the time decides (WIB, WITA, WIT, UTC, GMT, an offset); without one the outlet's zone does. A
date without a time is midnight in the outlet's zone with precision ``day``, and so is a time of exactly 00:00 local:
content systems print it where they know only the day. Numbers are read as day, month, year; what is impossible that
way (31 February, 11/26/2024) is refused, not guessed, because a site that prints the month first would be wrong on
the other days. A printed weekday is not checked where the year is printed too (the numbers come from the clock, the
names from a translation); where the year is missing it must fit.

Days that a *text* speaks of are read in ``crawler.annotation.event_date``. Input is cut at 64 kB, and every pattern
takes linear time. ``zone`` is an IANA name; an unknown one raises ``zoneinfo.ZoneInfoNotFoundError``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from storage.calendar import (
    INPUT_LIMIT,
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    Moment,
    day_moment,
    full_year,
    possible_day,
)

EARLIEST = datetime(1994, 1, 1, tzinfo=UTC)
"""No Indonesian outlet was on the web before (Republika Online, the first daily, began in August 1995)."""

_ZONES = {
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
}

_ABROAD = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AST": -4, "ADT": -3, "AKST": -9, "AKDT": -8, "HST": -10, "WET": 0, "WEST": 1, "BST": 1, "CET": 1,
    "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "ICT": 7, "HKT": 8, "PHT": 8, "SGT": 8,
    "MYT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from UTC of the zones that feeds name: RFC 822's (5.1), which servers abroad print, and others seen."""

_NEAR = 40
"""Characters around a date in which its time is looked for."""

_DATE = re.compile(
    rf"""
    (?<![\d.])(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?![\d])
    | (?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]{{0,3}}(?P<m2>{MONTH_PATTERN})(?![^\W\d_])
      [\s.,/'’-]{{0,3}}(?P<y2>(?:19|20)\d\d|\d\d(?![:.]\d))(?!\d)
    | (?<![^\W_])(?P<m3>{MONTH_PATTERN})\.?\s?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?\s?(?P<y3>(?:19|20)\d\d)(?!\d)
    | (?<![\d.,/-])(?P<d4>\d{{1,2}})\s?(?P<s4>[-/.])\s?(?P<m4>\d{{1,2}})\s?(?P=s4)\s?(?P<y4>(?:19|20)\d\d|\d\d)(?!\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)

_DAY_AND_MONTH = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY_PATTERN})\W{{1,3}})?(?<!\d)(?P<day>\d{{1,2}})\s(?P<month>{MONTH_PATTERN})(?![^\W_])"
    r"(?![\s.,/-]{0,3}(?:19|20)\d\d)",
    re.IGNORECASE,
)

_OFFSET = r"(?P<sign>[+-])(?P<offset_hour>\d{2}):?(?P<offset_minute>\d{2})"
_TIME = re.compile(
    rf"""
    (?P<said>(?:pukul|pkl|jam)\.?\s?)?(?<![\d.:])(?<!\d,)(?P<hour>\d{{1,2}})(?P<mark>[:.])(?P<minute>\d{{2}})
    (?:[:.](?P<second>\d{{2}}))?(?![\d:])
    (?:\s?(?P<half>[ap])\.?m\b\.?)?
    (?:\s?\(?(?P<zone>WIB|WITA|WIT|{"|".join(sorted(_ABROAD.keys() - {"Z"}, reverse=True))})(?![^\W_])
        (?:\s?(?P<zone_sign>[+-])(?P<zone_hour>\d{{1,2}}(?=\d\d(?!\d))|\d{{1,2}})(?::?(?P<zone_minute>\d\d))?)?
      |\s?{_OFFSET}(?!\d) | \s?(?P<zulu>Z)(?![^\W_]))?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_ISO = re.compile(
    rf"""
    (?P<year>\d{{4}})-?(?P<month>\d{{2}})-?(?P<day>\d{{2}})
    (?:[T ]?(?P<hour>\d{{2}}):?(?P<minute>\d{{2}})(?::?(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?
       \s?(?:{_OFFSET}|(?P<short>[+-]\d{{2}})|(?P<zone>WIB|WITA|WIT|{"|".join(sorted(_ABROAD, reverse=True))}))?)?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_ASCTIME = re.compile(
    rf"(?:[^\W\d_]{{3,9}},? )?(?P<month>{MONTH_PATTERN}) (?P<day>\d{{1,2}}),? (?P<time>\d{{1,2}}:\d\d(?::\d\d)?)"
    r"(?: (?P<zone>[A-Z]{1,4}|[+-]\d\d:?\d\d|(?:GMT|UTC)[+-]\d\d:?\d\d))? (?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
"""Dates as C and Java write them: ``Mon Nov 25 19:32:00 WIB 2024``."""
_EPOCH = re.compile(r"(?P<seconds>\d{10})(?:\d{3})?(?:\.\d{1,9})?|\\?/Date\((?P<net>\d{10})\d{3}(?:[+-]\d{4})?\)\\?/")
"""Seconds or milliseconds since 1970, also as .NET writes them."""

_UNITS = {
    "detik": 1, "second": 1, "sec": 1, "menit": 60, "minute": 60, "min": 60, "jam": 3600, "hour": 3600, "hari": 0,
    "day": 0,
}  # fmt: skip
"""Seconds of a unit; 0 where only the day is known."""
_COUNTS = {
    "a": 1, "an": 1, "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "sepuluh": 10,
}  # fmt: skip
_AGO = re.compile(
    rf"(?<![^\W_])(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s?"
    rf"(?P<unit>{'|'.join(_UNITS)})s?\s(?:yang\s)?(?:lalu|ago)(?![^\W_])",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(
    r"(?<![^\W_])(?:(?P<now>baru saja|just now)|(?P<today>hari ini|today)|(?P<yesterday>kemarin|yesterday))(?![^\W_])",
    re.IGNORECASE,
)


def parse_visible(text: str, *, zone: str, fetched_at: datetime) -> Moment | None:
    """The date that a page prints, with noise around it, or None.

    "Selasa, 23 Mei 2023 14:25 WIB 991", "26/11/24", "November 26, 2024 10:15 am". Relative forms count from
    ``fetched_at`` (aware): "3 jam yang lalu" to the unit that is printed, at most an hour wrong; "2 hari lalu" and
    "Kemarin" to the day. Weeks and months ago are refused, because they name no day. A day and month without a
    year ("26 November, 10:20") is the last such day before ``fetched_at``.
    """
    folded = _folded(text)
    return _absolute(folded, zone) or _relative(folded, zone, fetched_at) or _without_year(folded, zone, fetched_at)


def parse_machine(text: str, *, zone: str) -> Moment | None:
    """The date of a meta element, JSON-LD, ``time[datetime]``, sitemap or feed, or None.

    ISO 8601 (extended or basic, with a space for the T), RFC 822, seconds or milliseconds since 1970, and any absolute
    date that ``parse_visible`` reads. Without an offset the time is in ``zone``.
    """
    folded = _folded(text)
    if epoch := _EPOCH.fullmatch(folded):
        return Moment(datetime.fromtimestamp(int(epoch["seconds"] or epoch["net"]), UTC), "minute")
    if (match := _ISO.fullmatch(folded)) is None:
        return _absolute(folded, zone)
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if match["hour"] is None:
        return day_moment(year, month, day, zone)
    where: tzinfo | None = None
    if match["sign"]:
        where = _offset(match["sign"], match["offset_hour"], match["offset_minute"])
    elif match["short"]:
        where = _offset(match["short"][0], match["short"][1:], None)
    else:
        where = _named_zone(match["zone"], zone)
    if where is None:
        return None
    return _moment(year, month, day, int(match["hour"]), int(match["minute"]), int(match["second"] or 0), where, zone)


def from_url(path: str, pattern: str, *, zone: str) -> Moment | None:
    """The day in an address, or None when it has none.

    ``pattern`` is a regular expression with the groups ``year``, ``month`` and ``day``, searched in the path. One that
    lacks a group, or finds no such day, gives None: a month is not a date.
    """
    match = re.search(pattern, path[:INPUT_LIMIT])
    if match is None:
        return None
    groups = match.groupdict()
    year, month, day = groups.get("year"), groups.get("month"), groups.get("day")
    if not (year and month and day and year.isdecimal() and day.isdecimal()):
        return None
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower(), 0)
    return day_moment(full_year(int(year)), number, int(day), zone)


def plausible(moment: Moment, *, fetched_at: datetime) -> bool:
    """True when an article can carry this date: not before ``EARLIEST``, not later than a day after it was fetched."""
    return EARLIEST <= moment.at <= fetched_at + timedelta(days=1)


# --- printed dates --------------------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    """White space folded, and a date of C or Java in the order of the others."""
    folded = " ".join(text[:INPUT_LIMIT].split())
    if match := _ASCTIME.fullmatch(folded):
        return f"{match['day']} {match['month']} {match['year']} {match['time']} {match['zone'] or ''}".rstrip()
    return folded


def _absolute(text: str, zone: str) -> Moment | None:
    """The first whole date in the text, with the time near it."""
    start = 0
    while match := _DATE.search(text, start):
        form = next(number for number in "1234" if match["d" + number])
        month = match["m" + form]
        day = possible_day(
            full_year(int(match["y" + form])),
            int(month) if month.isdecimal() else MONTHS[month.lower()],
            int(match["d" + form]),
        )
        if day is not None:
            following = _DATE.search(text, match.end(), match.end() + _NEAR)
            if following and following["s4"] == "." and len(following["y4"]) == 2:
                following = None  # "08.05.00" behind a date is its time
            after = text[match.end() : following.start() if following else match.end() + _NEAR]
            return _with_time(day, after, text[max(start, match.start() - _NEAR) : match.start()], zone)
        if not month.isdecimal():
            return None  # 31 Februari is a date, and a wrong one; 181/32/20 is some number
        start = match.end()
    return None


def _with_time(day: date, after: str, before: str, zone: str) -> Moment | None:
    for part, adjacent in ((after, True), (before, False)):
        for match in _TIME.finditer(part):
            surely = match["said"] or match["zone"] or match["sign"] or match["half"] or match["mark"] == ":"
            if not surely and not (adjacent and not part[: match.start()].strip(" ,|-–—•·()")):
                continue  # "12.50 kali dibaca"
            if timed := _at(day, match, zone):
                return timed
    return day_moment(day.year, day.month, day.day, zone)


def _at(day: date, match: re.Match[str], zone: str) -> Moment | None:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    where: tzinfo | None
    if match["sign"]:
        where = _offset(match["sign"], match["offset_hour"], match["offset_minute"])
    elif match["zone_sign"] and match["zone"].upper() in {"UTC", "GMT"}:
        where = _offset(match["zone_sign"], match["zone_hour"], match["zone_minute"])
    else:
        where = _named_zone("Z" if match["zulu"] else match["zone"], zone)
    if where is None:
        return None
    return _moment(day.year, day.month, day.day, hour, int(match["minute"]), int(match["second"] or 0), where, zone)


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, where: tzinfo, zone: str
) -> Moment | None:
    if possible_day(year, month, day) is None:
        return None
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=where)
    except ValueError:
        return None
    local = at.astimezone(ZoneInfo(zone))
    only_day = (hour, minute, second) == (0, 0, 0) and local.utcoffset() == at.utcoffset()
    return Moment(at, "day" if only_day else "minute")


def _named_zone(name: str | None, zone: str) -> tzinfo:
    if not name:
        return ZoneInfo(zone)
    if name.upper() in _ZONES:
        return ZoneInfo(_ZONES[name.upper()])
    return timezone(timedelta(hours=_ABROAD[name.upper()]))


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset) if offset <= timedelta(hours=14) else None


def _relative(text: str, zone: str, fetched_at: datetime) -> Moment | None:
    here = fetched_at.astimezone(ZoneInfo(zone))
    minute = here.replace(second=0, microsecond=0)
    if match := _AGO.search(text):
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        if seconds := _UNITS[match["unit"].lower()]:
            return Moment((here - timedelta(seconds=count * seconds)).replace(second=0, microsecond=0), "minute")
        day = here.date() - timedelta(days=count)
        return day_moment(day.year, day.month, day.day, zone)
    if match := _NAMED_DAY.search(text):
        if match["now"]:
            return Moment(minute, "minute")
        day = here.date() - timedelta(days=1 if match["yesterday"] else 0)
        around = text[match.end() : match.end() + _NEAR], text[max(0, match.start() - _NEAR) : match.start()]
        return _with_time(day, *around, zone)
    return None


def _without_year(text: str, zone: str, fetched_at: datetime) -> Moment | None:
    match = _DAY_AND_MONTH.search(text)
    if match is None:
        return None
    today = fetched_at.astimezone(ZoneInfo(zone)).date()
    for year in (today.year, today.year - 1):
        day = possible_day(year, MONTHS[match["month"].lower()], int(match["day"]))
        if day is None or day > today:
            continue
        if match["weekday"] and WEEKDAYS[match["weekday"].lower()] != day.weekday():
            return None
        return _with_time(day, text[match.end() : match.end() + _NEAR], text[: match.start()][-_NEAR:], zone)
    return None
