"""Nights of an outlet as months of weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage.browse.calendar import MONTHS, months_of
from tests.storage.clippings import open_archive
from tests.storage.health.test_coverage import FIRST, crawl


def test_the_latest_months_come_first_in_weeks_from_monday(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        crawl(archive, "kabar_timur", 0)
        crawl(archive, "kabar_timur", 7, "failed")
        months, earlier = months_of(archive, "kabar_timur", "")
    assert [month.first for month in months] == [date(2024, 12, 1), date(2024, 11, 1)]
    assert earlier is None
    week = months[1].weeks[-1]
    assert week[0] is not None
    assert week[0][0] == date(2024, 11, 25)
    assert week[0][1] is not None
    assert week[0][1].crawled
    assert week[-1] is None  # the first of December
    assert months[1].weeks[0][4] == (date(2024, 11, 1), None)


def test_a_page_has_some_months_and_names_the_one_to_go_on_before(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        crawl(archive, "kabar_timur", 0)
        crawl(archive, "kabar_timur", (datetime(2025, 8, 1, tzinfo=UTC) - FIRST) / timedelta(days=1))
        months, earlier = months_of(archive, "kabar_timur", "")
        assert ([f"{month.first:%Y-%m}" for month in months][-1], earlier, len(months)) == (
            "2025-03",
            "2025-03",
            MONTHS,
        )
        rest, end = months_of(archive, "kabar_timur", "2025-03")
        assert ([f"{month.first:%Y-%m}" for month in rest], end) == (["2025-02", "2025-01", "2024-12", "2024-11"], None)
