"""Nights of every outlet, with the days without a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.health.coverage import coverage, looked_back, nights
from tests.storage.clippings import open_archive

FIRST = datetime(2024, 11, 24, 18, tzinfo=UTC)  # the 25th in Jakarta


def crawl(archive: Archive, outlet: str, days: float, status: str = "completed", **counts: int) -> None:
    at, run = FIRST + timedelta(days=days), f"{outlet}-{days}-{status}"
    archive.start_run(run_id=run, command="nightly", started_at=at, settings={})
    archive.start_outlet(run, outlet, started_at=at, since=at - timedelta(days=3), until=None)
    archive.finish_outlet(run, outlet, ended_at=at, seconds=1.0, status=status, reason=None, counts=counts)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        crawl(archive, "kabar_timur", 0, discovered=9, articles=2)
        crawl(archive, "kabar_timur", 0.1, "failed", discovered=1)
        crawl(archive, "kabar_timur", 2, "blocked", blocked=3)
        crawl(archive, "suara_pesisir", 3)
        yield archive


def test_every_day_from_the_first_night_to_the_last_of_the_archive(archive: Archive) -> None:
    with archive.reading() as session:
        found = list(coverage(session))
        (only, *_) = coverage(session, ["suara_pesisir"])
    assert [(one.outlet, one.day.day, one.status, one.crawled) for one in found] == [
        ("kabar_timur", 25, "completed", True),
        ("kabar_timur", 26, None, False),
        ("kabar_timur", 27, "blocked", False),
        ("kabar_timur", 28, None, False),
        ("suara_pesisir", 28, "completed", True),
    ]
    assert (found[0].counts["discovered"], found[0].counts["relevant"]) == (10, 2)
    assert found[2].counts["blocked"] == 3
    assert only.outlet == "suara_pesisir"


def test_the_first_and_the_last_night_of_an_outlet(archive: Archive) -> None:
    with archive.reading() as session:
        assert nights(session)["kabar_timur"] == (date(2024, 11, 25), date(2024, 11, 27))


def test_the_first_day_that_a_completed_crawl_saw(archive: Archive) -> None:
    with archive.reading() as session:
        assert looked_back(session) == {"kabar_timur": date(2024, 11, 22), "suara_pesisir": date(2024, 11, 25)}


def test_an_archive_without_a_night(tmp_path: Path) -> None:
    with open_archive(tmp_path) as empty, empty.reading() as session:
        assert (list(coverage(session)), nights(session), looked_back(session)) == ([], {}, {})
