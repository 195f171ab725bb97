"""Dates of one column: which number is the day, and what else cells hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.exceptions import UsageFailure
from crawler.importing.dates import DateColumn, DateReader, contradicts, date_reader, day_of_address, zone_named
from storage.calendar import Moment

NOW = datetime(2024, 12, 1, tzinfo=UTC)
ZONE = "Asia/Jakarta"


def order(*values: str, address: str = "") -> tuple[str | None, bool]:
    column = DateColumn()
    for value in values:
        column.add(value, address, NOW)
    return column.order, column.undecidable is not None


@pytest.mark.parametrize(
    ("values", "address", "expected"),
    [
        (("05/06/2024", "21/06/2024"), "", "day-first"),
        (("05/06/2024", "06/21/2024 10:00"), "", "month-first"),
        (("05.06.2024",), "", "day-first"),
        (("Rabu, 05/06/2024",), "", "day-first"),
        (("Senin, 05/06/2024",), "", "month-first"),
        (("05/06/2024",), "https://a.example/2024/05/06/x", "month-first"),
        (("05/06/2024",), "https://a.example/read/20240605/x", "day-first"),
        (("11/12/2024",), "", "month-first"),
    ],
)
def test_the_whole_column_tells_the_order(values: tuple[str, ...], address: str, expected: str) -> None:
    assert order(*values, address=address) == (expected, False)


@pytest.mark.parametrize(
    "values",
    [("05/06/2024",), ("01/11/2024", "02/11/2024"), ("05/06/2024", "06/05/2024 10:00"), ("21/06/2024", "06/21/2024")],
)
def test_an_undecidable_column_is_refused(values: tuple[str, ...]) -> None:
    assert order(*values) == (None, True)


@pytest.mark.parametrize("values", [("2024-06-05",), ("5 Juni 2024",), ("05/05/2024",), ("",)])
def test_dates_that_say_it_themselves_need_no_order(values: tuple[str, ...]) -> None:
    assert order(*values) == (None, False)


@pytest.mark.parametrize(
    ("value", "clock", "expected", "precision"),
    [
        ("2024-06-05", None, "2024-06-05T00:00+07:00", "day"),
        ("2024-06-05 10:15:30.123456", None, "2024-06-05T10:15:30+07:00", "minute"),
        ("2024-06-05T10:15:00Z", None, "2024-06-05T17:15+07:00", "minute"),
        ("Rabu, 5 Juni 2024 10:15 WIB", None, "2024-06-05T10:15+07:00", "minute"),
        ("5 Juni 2024 | 10.15 WITA", None, "2024-06-05T09:15+07:00", "minute"),
        ("31 Juli 2019", "12:38", "2019-07-31T12:38+07:00", "minute"),
        ("2019-09-14", "22:19 WIB", "2019-09-14T22:19+07:00", "minute"),
        (date(2019, 9, 14), "22.19", "2019-09-14T22:19+07:00", "minute"),
        (datetime(2019, 9, 14), time(12, 38), "2019-09-14T12:38+07:00", "minute"),  # noqa: DTZ001
        (datetime(2019, 9, 14, 8, 5), None, "2019-09-14T08:05+07:00", "minute"),  # noqa: DTZ001
        (45448.5, None, "2024-06-05T12:00+07:00", "minute"),
        ("45448", None, "2024-06-05T00:00+07:00", "day"),
        (45448.0, 0.5, "2024-06-05T12:00+07:00", "minute"),
        (1717557300, None, "2024-06-05T10:15+07:00", "minute"),
        ("1717557300000", None, "2024-06-05T10:15+07:00", "minute"),
        ("20240605", None, "2024-06-05T00:00+07:00", "day"),
        (20240605, None, "2024-06-05T00:00+07:00", "day"),
    ],
)
def test_cells_that_hold_a_date(value: Any, clock: Any, expected: str, precision: str) -> None:
    moment = DateReader(ZONE).read(value, clock)
    assert moment == Moment(datetime.fromisoformat(expected), precision)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["kapan-kapan", "2024-02-30", "3 jam lalu", 12, "06/21/2024", True])
def test_what_is_no_date(value: Any) -> None:
    assert DateReader(ZONE, "day-first").read(value) is None


def test_month_first_and_a_format_of_ones_own() -> None:
    expected = datetime.fromisoformat("2024-06-05T22:15+07:00")
    assert DateReader(ZONE, "month-first").read("6/5/2024 10:15 PM") == Moment(expected, "minute")
    assert date_reader("%m/%d/%y %H.%M", "WIB").read("06/05/24 22.15") == Moment(expected, "minute")
    assert date_reader("%d/%m/%Y", "WIB").read("2024-06-05") is None


@pytest.mark.parametrize(("said", "name"), [("wita", "Asia/Makassar"), ("+08:00", "Etc/GMT-8"), ("UTC", "UTC")])
def test_zones(said: str, name: str) -> None:
    assert zone_named(said) == name


@pytest.mark.parametrize("said", ["Mars/Olympus", "", "../etc/passwd"])
def test_no_zone(said: str) -> None:
    with pytest.raises(UsageFailure, match="--timezone"):
        zone_named(said)


def test_an_address_tells_its_day() -> None:
    assert day_of_address("https://a.example/2024/11/21/judul") == date(2024, 11, 21)
    assert day_of_address("https://a.example/read/20241121183000-4-1/judul") == date(2024, 11, 21)
    assert day_of_address("https://a.example/berita/d-8194839/judul") is None
    assert day_of_address("https://a.example/2024/11/14271/judul") is None
    late = Moment(datetime.fromisoformat("2024-11-25T00:00+07:00"), "day")
    assert contradicts(late, "https://a.example/2024/11/21/judul", ZONE)
    assert not contradicts(late, "https://a.example/2024/11/24/judul", ZONE)


@given(st.dates(date(1995, 1, 1), date(2024, 11, 30)), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]), st.sampled_from("/-"))
def test_a_column_is_read_as_it_was_written(day: date, form: str, mark: str) -> None:
    written = day.strftime(form.replace("/", mark))
    column = DateColumn()
    for value in (written, date(2023, 6, 30).strftime(form.replace("/", mark))):
        column.add(value, "", NOW)
    moment = DateReader(ZONE, column.order).read(written)
    assert moment is not None
    assert moment.at.date() == day
