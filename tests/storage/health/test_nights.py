"""Nights of an outlet, from its rows of the run table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.health.nights import LONGEST_GAP, nights_of
from storage.models import RunOutlet

EVENING = datetime(2025, 3, 3, 16, tzinfo=UTC)
"""23.00 in Jakarta."""


def crawl(hours: float, status: str = "completed", **more: Any) -> RunOutlet:
    began = EVENING + timedelta(hours=hours)
    values: dict[str, Any] = {"since": None, "until": None, "reason": None, "counts": None, "measures": None}
    values |= {"seconds": 60.0, **more}
    return RunOutlet(run_id=f"r{hours}", outlet="kabar_timur", status=status, started_at=began, **values)


def test_crawls_of_one_day_in_jakarta_are_one_night() -> None:
    rows = [
        crawl(0, counts={"new": 2, "fetched": 5}, measures={"words_median": 300}),
        crawl(0.5, "failed", counts={"new": 1}, reason="timeout"),
        crawl(1.5, counts={"new": 7}),
    ]
    first, second = nights_of(rows)
    assert (first.day, second.day) == (date(2025, 3, 3), date(2025, 3, 4))
    assert (first.found, first.count("fetched"), first.count("none"), first.seconds) == (3, 5, 0, 120)
    assert (first.status, first.reason, first.words, first.began) == ("completed", None, 300, EVENING)
    assert (first.days, second.days, second.found) == (0, 1, 7)


def test_skipped_and_open_crawls_are_no_nights() -> None:
    assert nights_of([crawl(0, "skipped"), crawl(1, "running")]) == []


def test_a_night_covers_the_days_since_the_last_completed_one() -> None:
    found = nights_of([crawl(0), crawl(24, "failed"), crawl(72), crawl(24 * 60)])
    assert [night.days for night in found] == [0, 1, 3, LONGEST_GAP]
    assert [night.completed for night in found] == [True, False, True, True]


def test_a_window_that_was_chosen_by_hand_is_no_night() -> None:
    past = EVENING - timedelta(days=400)
    rows = [
        crawl(0),
        crawl(24, since=past, until=past + timedelta(days=30)),
        crawl(48, since=EVENING - timedelta(days=30)),
        crawl(72, since=EVENING - timedelta(days=2)),
    ]
    assert [night.day.day for night in nights_of(rows)] == [3, 6]


def test_the_newest_publication_and_the_canary_come_from_any_crawl() -> None:
    measures = {"newest_published": "2025-03-03T12:00:00+00:00", "canary": "title"}
    (night,) = nights_of([crawl(0, measures=measures), crawl(0.5, measures={})])
    assert (night.newest, night.canary) == (datetime(2025, 3, 3, 12, tzinfo=UTC), "title")
