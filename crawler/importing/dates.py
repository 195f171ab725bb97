"""The dates of one column. Whether the day or the month comes first is decided from all of them together.

``05/06/2024`` alone says neither. The column says it where one number is above 12, where a printed weekday fits one
reading only, where the addresses carry the day, or where one reading lies in the future. Dots are for days first.
Where nothing says it, the column is refused: a wrong guess would move half of the articles by months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.exceptions import UsageFailure
from crawler.extraction.dates import parse_machine
from storage.calendar import WEEKDAYS, Moment, day_moment, full_year, possible_day

Order = Literal["day-first", "month-first"]

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])")
_YEAR_FIRST = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
_WEEKDAY = re.compile("|".join(sorted(WEEKDAYS, key=len, reverse=True)), re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?=[/?#_-]|$)"
    r"|(?P<month2>\d{2})(?P<day2>\d{2})\d{0,10}(?=[/?#_-]|$))"
)
"""``/2024/11/21/``, ``/20241121183000-4/``; ``/2024/11/14271/`` is a month and a number."""
_NUMBER = re.compile(r"(\d{1,6}(?:\.\d+)?|\d{10}(?:\.\d+)?|\d{13}(?:\.0+)?)")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(00))?", re.IGNORECASE)
_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_MICROSECONDS = re.compile(r"(\d{2}:\d{2}:\d{2})\.\d+")

_SERIALS = (15_000, 80_000)
"""Days since 30 December 1899, as workbooks count them: from 1941 to 2119."""
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zone
_NEAR = timedelta(days=2)
"""Distance that an address may have from the date: an outlet prints the evening's article for the next day."""
_STRAY = 0.02
"""Share of dates that may speak against the others: mistakes, not another order."""


@dataclass
class DateColumn:
    """Evidence of the dates of a column for their order."""

    day_first: int = 0
    month_first: int = 0
    ambiguous: int = 0
    hints: dict[str, int] = field(default_factory=lambda: {"day-first": 0, "month-first": 0})
    example: str = ""

    def add(self, value: Any, address: str, now: datetime) -> None:
        """Looks at one value; ``address`` is that of its article."""
        if not isinstance(value, str) or (match := _numeric(value)) is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second and max(first, second) <= 12:
            self._ambiguous(value, match, address, now)

    def _ambiguous(self, value: str, match: re.Match[str], address: str, now: datetime) -> None:
        self.ambiguous += 1
        self.example = self.example or value.strip()
        if match[2] == ".":
            self.hints["day-first"] += 1
            return
        year, first, second = full_year(int(match[4])), int(match[1]), int(match[3])
        by_day, by_month = date(year, second, first), date(year, first, second)
        for fits in (_fits_address(address), _fits_weekday(value), _fits_past(now)):
            if fits(by_day) != fits(by_month):
                self.hints["day-first" if fits(by_day) else "month-first"] += 1
                return

    @property
    def order(self) -> Order | None:
        """Which comes first; ``None`` where all dates say it themselves, and where nothing tells."""
        for day, month in ((self.day_first, self.month_first), (self.hints["day-first"], self.hints["month-first"])):
            if day or month:
                if min(day, month) > _STRAY * (day + month):
                    return None
                return "day-first" if day > month else "month-first"
        return None

    @property
    def undecidable(self) -> str | None:
        """Why the column cannot be read, in words."""
        if self.order is not None or not (self.ambiguous or (self.day_first and self.month_first)):
            return None
        if self.day_first and self.month_first:
            return (
                f"{self.day_first} dates have the day first and {self.month_first} the month: "
                "give the order in --date-format (day-first, month-first or a format such as %d/%m/%Y)"
            )
        return (
            f"{self.example!r} may have the day first or the month, and nothing in the file tells: give "
            "--date-format day-first or --date-format month-first"
        )


@dataclass(frozen=True)
class DateReader:
    """Reads the dates of a column. ``zone`` is the IANA zone of those that carry none.

    ``order`` is that of dates in numbers, ``form`` a format of ``strptime`` that all have.
    """

    zone: str
    order: Order | None = None
    form: str | None = None

    def read(self, value: Any, clock: Any = None, *, zone: str | None = None) -> Moment | None:
        """The moment of a cell, and of the cell that holds its time; ``None`` for what is no date.

        ``zone`` is the article's own, where its outlet is known.
        """
        zone = zone or self.zone
        if isinstance(value, datetime):
            found: Moment | None = _moment(value, zone)
        elif isinstance(value, date):
            found = day_moment(value.year, value.month, value.day, zone)
        elif isinstance(value, int | float):
            found = _number(float(value), zone)
        else:
            found = self._text(" ".join(str(value).split()), zone)
        return _at(found, clock, zone) if found is not None and found.precision == "day" else found

    def _text(self, text: str, zone: str) -> Moment | None:
        if self.form is not None:
            try:
                return _moment(datetime.strptime(text, self.form), zone)  # noqa: DTZ007 - its zone is given
            except ValueError:
                return None
        if _NUMBER.fullmatch(text):
            return _number(float(text), zone)
        if self.order == "month-first" and (match := _numeric(text)) is not None:
            year = full_year(int(match[4]))
            if possible_day(year, int(match[1]), int(match[3])) is None:
                return None
            text = f"{text[: match.start()]}{year}-{int(match[1]):02}-{int(match[3]):02}{text[match.end() :]}"
        return parse_machine(_MICROSECONDS.sub(r"\1", text), zone=zone)


def date_reader(form: str | None, zone: str) -> DateReader:
    """The reader that a person asks for: ``form`` is an order or a format of ``strptime``, ``zone`` any usual name.

    Raises ``UsageFailure`` for a zone or format that does not exist.
    """
    name = zone_named(zone)
    if form is None or form in ("day-first", "month-first"):
        return DateReader(name, form)  # type: ignore[arg-type]
    if "%" not in form:
        raise UsageFailure(f"--date-format {form!r}: give day-first, month-first or a format such as %d/%m/%Y %H:%M")
    return DateReader(name, form=form)


def zone_named(zone: str) -> str:
    """IANA name of WIB, WITA, WIT, ``+07:00``, or of what is one already. Raises ``UsageFailure``."""
    text = zone.strip()
    if text.upper() in _ZONES:
        return _ZONES[text.upper()]
    if match := _OFFSET.fullmatch(text):
        hours = int(match[2])
        return f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}" if hours else "Etc/GMT"
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageFailure(
            f"--timezone {zone!r} is no time zone; give WIB, WITA, WIT, +07:00 or Asia/Makassar"
        ) from None


def day_of_address(address: str) -> date | None:
    """The day that stands in the path of an address: ``/2024/11/21/``, ``/20241121/``."""
    match = _IN_ADDRESS.search(address)
    if match is None:
        return None
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    return possible_day(int(match["year"]), int(month), int(day))


def contradicts(moment: Moment, address: str, zone: str) -> bool:
    """True when the address names another day than the date, more than two days away."""
    day = day_of_address(address)
    return day is not None and abs(moment.at.astimezone(ZoneInfo(zone)).date() - day) > _NEAR


def _numeric(text: str) -> re.Match[str] | None:
    return None if _YEAR_FIRST.search(text) else _NUMERIC.search(text)


def _fits_address(address: str) -> Any:
    day = day_of_address(address)
    return lambda one: day is not None and abs(one - day) <= _NEAR


def _fits_weekday(text: str) -> Any:
    match = _WEEKDAY.search(text)
    weekday = WEEKDAYS[match[0].lower()] if match else None
    return lambda one: weekday is None or one.weekday() == weekday


def _fits_past(now: datetime) -> Any:
    return lambda one: one <= (now + timedelta(days=1)).date()


def _moment(value: datetime, zone: str) -> Moment:
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
        return Moment(value, "day" if value.time() == time(0) else "minute")
    return Moment(value, "minute")


def _number(value: float, zone: str) -> Moment | None:
    """Seconds or milliseconds since 1970, days of a workbook, or ``20241127``."""
    if value >= 1e11:
        value /= 1000
    if 6e8 <= value < 4.2e9:
        return Moment(datetime.fromtimestamp(int(value), UTC), "minute")
    if _SERIALS[0] <= value < _SERIALS[1]:
        return _moment(_SERIAL_START + timedelta(seconds=round(value * 86_400)), zone)
    if value == int(value) and 19_000_101 <= value <= 21_001_231:
        number = int(value)
        return day_moment(number // 10_000, number // 100 % 100, number % 100, zone)
    return None


def _at(day: Moment, clock: Any, zone: str) -> Moment:
    """The day with the time of another cell."""
    if clock is None or (isinstance(clock, str) and not clock.strip()):
        return day
    local = day.at.astimezone(ZoneInfo(zone))
    if isinstance(clock, float | int) and 0 < clock < 1:
        return Moment(local + timedelta(seconds=round(clock * 86_400)), "minute")
    if isinstance(clock, datetime):
        clock = clock.time()
    if isinstance(clock, time):
        return Moment(local.replace(hour=clock.hour, minute=clock.minute), "minute") if clock != time(0) else day
    said = str(clock).strip()
    if re.fullmatch(r"\d{1,2}\.\d{2}(?:\.\d{2})?(?:\s*\w+)?", said):
        said = said.replace(".", ":")
    return parse_machine(f"{local:%Y-%m-%d} {said}", zone=zone) or day
