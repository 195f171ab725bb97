"""The window a crawl looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.config import parse_since, parse_until
from crawler.exceptions import UsageFailure
from crawler.outlets.window import Window
from storage.calendar import JAKARTA

NOW = datetime(2024, 11, 28, 6, tzinfo=JAKARTA)


def test_days_are_inclusive_and_of_jakarta() -> None:
    window = Window(parse_since("2024-11-20"), parse_until("2024-11-27"))
    assert window.holds(datetime(2024, 11, 19, 17, 0, tzinfo=UTC))
    assert not window.holds(datetime(2024, 11, 19, 16, 59, tzinfo=UTC))
    assert window.holds(datetime(2024, 11, 27, 23, 59, tzinfo=JAKARTA))
    assert not window.holds(datetime(2024, 11, 28, 0, 0, tzinfo=JAKARTA))


def test_an_unknown_moment_might_be_inside() -> None:
    assert Window(NOW).holds(None)


def test_a_time_with_an_offset_is_taken_as_it_is() -> None:
    assert parse_until("2024-11-27T12:00:00+00:00") == datetime(2024, 11, 27, 12, tzinfo=UTC)
    assert parse_since("2024-11-27T12:00").tzinfo is JAKARTA


@pytest.mark.parametrize("text", ["kemarin", "2024-13-01", "27/11/2024", ""])
def test_a_date_that_is_none_says_so(text: str) -> None:
    with pytest.raises(UsageFailure, match="is not a date; write it like"):
        parse_since(text)


def test_months_newest_first() -> None:
    window = Window(parse_since("2024-09-30"), None)
    assert list(window.months(NOW)) == [date(2024, 11, 1), date(2024, 10, 1), date(2024, 9, 1)]


def test_days_newest_first() -> None:
    assert list(Window(parse_since("2024-11-27")).days(NOW)) == [date(2024, 11, 28), date(2024, 11, 27)]


def test_a_window_in_the_future_still_has_its_month() -> None:
    assert list(Window(parse_since("2025-02-01")).months(NOW)) == [date(2025, 2, 1)]
