"""Rows of a source, each by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.outlets.sources import Announcement
from crawler.outlets.sources.rows import announcements_of, ends_before, moment_in, printed
from crawler.outlets.window import Window
from storage.calendar import JAKARTA
from tests.crawler.outlets.sources.answers import CONTEXT

NOON = replace(CONTEXT, window=Window(datetime(2024, 11, 20, 12, tzinfo=JAKARTA)))
"""A window that begins within a day."""


def test_a_row_that_cannot_be_read_costs_itself_and_is_told() -> None:
    def one(row: str) -> Announcement | None:
        return Announcement(f"/{int(row)}") if row else None

    found, lost = announcements_of(["1", "", "dua", "3"], one)
    assert [each.url for each in found] == ["/1", "/3"]
    (line,) = lost
    assert line.endswith("in 'dua'")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-11-20T13:00:00+07:00", datetime(2024, 11, 20, 6, tzinfo=UTC)),
        ("2024-11-20T11:00:00+07:00", datetime(2024, 11, 20, 4, tzinfo=UTC)),
        ("2024-11-20", None),  # whether it is in the window only the page knows
        ("2024-11-21", datetime(2024, 11, 20, 17, tzinfo=UTC)),
        ("2024-11-01", datetime(2024, 10, 31, 17, tzinfo=UTC)),
        ("", None),
        ("kemarin", None),
    ],
)
def test_a_day_on_which_the_window_begins_is_no_moment(text: str, at: datetime | None) -> None:
    assert moment_in(text, NOON) == at


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2024-11-20T11:59:00+07:00", True),
        ("2024-11-20T12:00:00+07:00", False),
        ("2024-11-20", False),
        ("2024-11-19", False),  # as a day of Greenwich it ends at seven in the morning of the 20th, and may be later
        ("2024-11-18", True),
    ],
)
def test_a_day_ends_before_the_window_when_it_does_so_everywhere(text: str, before: bool) -> None:
    moment = printed(text, NOON)
    assert moment is not None
    early = replace(NOON, window=Window(datetime(2024, 11, 20, 6, tzinfo=JAKARTA)))
    assert ends_before(moment, early if "T" not in text else NOON) is before
