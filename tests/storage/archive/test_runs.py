"""Which nights cover an outlet, so that the next one knows how far to look back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.archive.runs import balance
from tests.storage.archive.rows import NOW
from tests.storage.archive.test_archive import reading
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
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


def test_a_crawl_that_was_killed_gets_the_counts_that_the_archive_can_tell(archive: Archive) -> None:
    archive.save_outlet(
        name="kabar_timur", title="Kabar Timur", site=None, network="kabar_timur", family=None, region_code=None,
        region=None,
    )  # fmt: skip
    crawled(archive, 1, articles=7)
    archive.start_run(run_id="killed", command="nightly", started_at=NOW, settings={})
    archive.start_outlet("killed", "kabar_timur", since=NOW, until=None, started_at=NOW)
    page = {"outlet": "kabar_timur", "url": "u", "fetched_at": NOW + MINUTE}
    page |= {"warc_file": "x", "offset": 0, "length": 1, "digest": ""}
    kinds = (("robots", 200), ("article", 200), ("article", 200), ("article", 404), ("article", 200))
    rows = [{"record_id": f"r{n}", "kind": kind, "status": status} for n, (kind, status) in enumerate(kinds)]
    archive.save_captures([{**page, **row} for row in rows])
    for key in ("a", "b", "c"):
        archive.announce("kabar_timur", key, f"https://{key}", source="feed", published_at=None, now=NOW + MINUTE)
    archive.settle("kabar_timur", "a", state="off_topic", now=NOW + MINUTE)
    archive.save_article(reading(url_key="b"), now=NOW + MINUTE, settles=("b",))
    assert "killed" in archive.mark_crashed(NOW + DAY)
    archive.announce("kabar_timur", "d", "https://d", source="feed", published_at=None, now=NOW + DAY)
    for _ in range(2):
        archive.account_for_crashed()
        row = archive.run_outlet("killed", "kabar_timur")
        assert row is not None
        assert row.counts == {
            "discovered": 3, "new": 3, "off_topic": 1, "article": 1, "queued": 1, "pages": 5, "fetched": 3,
            "articles": 1,
        }  # fmt: skip
        assert balance(row.counts) == 0
    other = archive.run_outlet("run-1", "warta")
    assert other is not None and other.counts == {"articles": 7}
