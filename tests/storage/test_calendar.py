"""Names of months and weekdays, and days that there are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

import pytest

from storage.calendar import (
    INDONESIAN_MONTHS,
    JAKARTA,
    MONTH_PATTERN,
    MONTHS,
    WEEKDAYS,
    Moment,
    day_moment,
    full_year,
    moment_of,
    possible_day,
    surely_before,
)


def test_every_month_and_weekday_has_its_number() -> None:
    assert [MONTHS[name] for name in INDONESIAN_MONTHS] == list(range(1, 13))
    assert set(MONTHS.values()) == set(range(1, 13))
    assert set(WEEKDAYS.values()) == set(range(7))
    assert (MONTHS["agustus"], MONTHS["nop"], WEEKDAYS["jum'at"], WEEKDAYS["ahad"]) == (8, 11, 4, 6)


def test_the_longest_name_of_a_month_is_found_first() -> None:
    assert re.findall(MONTH_PATTERN, "september sept sep mei") == ["september", "sept", "sep", "mei"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ((2024, 2, 29), date(2024, 2, 29)),
        ((2023, 2, 29), None),
        ((2024, 13, 1), None),
        ((2024, 0, 1), None),
        ((1900, 1, 1), date(1900, 1, 1)),
        ((2100, 12, 31), date(2100, 12, 31)),
        ((1899, 12, 31), None),
        ((2101, 1, 1), None),
    ],
)
def test_a_day_is_one_of_the_calendar(day: tuple[int, int, int], found: date | None) -> None:
    assert possible_day(*day) == found


def test_a_day_begins_at_midnight_of_its_zone() -> None:
    moment = day_moment(2024, 11, 27, "Asia/Jayapura")
    assert moment is not None
    assert (moment.at.astimezone(UTC), moment.precision) == (datetime(2024, 11, 26, 15, tzinfo=UTC), "day")
    assert day_moment(2024, 11, 31, "Asia/Jayapura") is None
    assert datetime(2024, 11, 27, tzinfo=JAKARTA).astimezone(UTC).hour == 17


def test_two_digits_are_a_year_of_this_century() -> None:
    assert [full_year(year) for year in (0, 24, 99, 100, 1998)] == [2000, 2024, 2099, 100, 1998]


def minute(day: int, hour: int, zone: tzinfo = JAKARTA) -> Moment:
    return Moment(datetime(2024, 11, day, hour, tzinfo=zone), "minute")


def day(number: int, zone: tzinfo = JAKARTA) -> Moment:
    return Moment(datetime(2024, 11, number, tzinfo=zone), "day")


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        (minute(27, 8), minute(27, 9), True),
        (minute(27, 9), minute(27, 9), False),
        (minute(27, 9), minute(27, 8), False),
        (day(27), minute(27, 9), False),  # on one day, without an hour, nobody can say
        (minute(27, 9), day(27), False),
        (day(27), day(27), False),
        (day(26), minute(27, 0), True),
        (minute(26, 23), day(27), True),
        (minute(26, 18, UTC), day(27), False),  # which is the 27th in Jakarta
        (day(27), minute(27, 18, UTC), True),  # which is the 28th
        (None, minute(27, 9), False),
        (minute(27, 9), None, False),
        (None, None, False),
    ],
)
def test_before_is_what_is_known_to_be_before(one: Moment | None, other: Moment | None, before: bool) -> None:
    assert surely_before(one, other) is before


def test_two_columns_are_a_moment() -> None:
    at = datetime(2024, 11, 27, 9, tzinfo=UTC)
    assert moment_of(at, "day") == Moment(at, "day")
    assert moment_of(at, "minute") == moment_of(at, None) == Moment(at, "minute")
    assert moment_of(None, "day") is None
