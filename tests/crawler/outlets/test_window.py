"""The window a crawl looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

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
    assert list(Window(parse_since("2025-02-01")).days(NOW)) == [date(2025, 2, 1)]


def test_every_month_that_a_window_touches_by_one_day() -> None:
    window = Window(parse_since("2024-02-29"), parse_until("2024-05-01"))
    assert list(window.months(NOW)) == [date(2024, month, 1) for month in (5, 4, 3, 2)]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (None, date(2024, 11, 28)),
        (datetime(2024, 11, 27, tzinfo=JAKARTA), date(2024, 11, 26)),  # the end is not of the window
        (datetime(2024, 11, 27, 0, 0, 0, 1, tzinfo=JAKARTA), date(2024, 11, 27)),
        (datetime(2024, 11, 26, 17, tzinfo=UTC), date(2024, 11, 26)),
        (datetime(2024, 12, 24, tzinfo=JAKARTA), date(2024, 11, 28)),  # not later than now
    ],
)
def test_the_last_day_is_the_last_that_holds_a_moment(until: datetime | None, last: date) -> None:
    assert Window(parse_since("2024-11-01"), until).last_day(NOW) == last


def test_only_a_window_that_has_ended_is_past() -> None:
    since = parse_since("2024-11-01")
    assert not Window(since).is_past(NOW)
    assert Window(since, NOW).is_past(NOW)  # the end is not of the window
    assert Window(since, NOW - timedelta(seconds=1)).is_past(NOW)
    assert not Window(since, NOW + timedelta(seconds=1)).is_past(NOW)


def test_joined_windows_hold_what_one_of_them_holds_and_no_more_than_needed() -> None:
    moments = [datetime(2024, 11, 27, hour, tzinfo=UTC) for hour in range(4)]
    windows = [Window(since, until) for since in moments for until in (*moments, None)]
    for one, other in product(windows, repeat=2):
        joined = one.joined(other)
        assert joined == other.joined(one)
        assert all(joined.holds(at) or not (one.holds(at) or other.holds(at)) for at in moments)
        assert joined.since == min(one.since, other.since)
        assert joined.until in (one.until, other.until)
