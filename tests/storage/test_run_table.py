"""Which nights cover an outlet, so that the next one knows how far to look back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

DAY = timedelta(days=1)
NIGHT = datetime(2024, 11, 20, 18, 30, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(archive_url(tmp_path)) as opened:
        yield opened


def crawled(
    archive: Archive,
    day: int,
    *,
    back: int = 3,
    until: datetime | None = None,
    status: str = "completed",
    **counts: int,
) -> None:
    """A crawl on a day that looked back some days."""
    started = NIGHT + day * DAY
    archive.start_run(run_id=f"run-{day}", command="nightly", started_at=started, settings={})
    archive.start_outlet(f"run-{day}", "warta", since=started - back * DAY, until=until, started_at=started)
    archive.finish_outlet(
        f"run-{day}", "warta", status=status, reason=None, ended_at=started, seconds=1.0, counts=counts
    )


def covered(archive: Archive) -> str | None:
    row = archive.covered("warta")
    return row.run_id if row else None


def test_nothing_is_covered_before_the_first_completed_night(archive: Archive) -> None:
    crawled(archive, 1, status="failed")
    assert covered(archive) is None


def test_each_night_that_looks_back_to_the_one_before_covers(archive: Archive) -> None:
    for day in (1, 2, 3):
        crawled(archive, day)
    assert covered(archive) == "run-3"


def test_a_narrow_look_by_hand_leaves_a_gap_that_the_next_night_closes(archive: Archive) -> None:
    crawled(archive, 1)
    crawled(archive, 9, back=1)
    assert covered(archive) == "run-1"
    crawled(archive, 10, back=11)
    assert covered(archive) == "run-10"


def test_a_backfill_and_a_night_cut_off_by_its_budget_cover_nothing(archive: Archive) -> None:
    crawled(archive, 1, until=NIGHT - 30 * DAY)
    crawled(archive, 2, unfinished=2)
    assert covered(archive) is None
