"""Names of months and weekdays, and days that there are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from storage.calendar import (
    INDONESIAN_MONTHS,
    JAKARTA,
    MONTH_PATTERN,
    MONTHS,
    WEEKDAYS,
    day_moment,
    full_year,
    possible_day,
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
