"""The run that its outlets share, and the order in which it is written."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.crawling.run import Run
from crawler.outlets.window import Window
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.db.engine import default_url
from storage.exceptions import ArchiveFull
from storage.raw.exchange import Exchange
from storage.raw.lock import Locked

NOW = datetime(2024, 11, 27, 23, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = get_project_settings()
    found.set("KLIPING_DATA", str(tmp_path), priority="cmdline")
    found.set("KLIPING_NOW", NOW.isoformat(), priority="cmdline")
    return found


def exchange(url: str = "https://warta.example/") -> Exchange:
    return Exchange(
        url=url, fetched_at=NOW, request_method="GET", request_headers=[], status=200, reason="", protocol="HTTP/1.1",
        response_headers=[("Content-Type", "text/html")], body=b"<p>halaman</p>", outlet="warta", kind="listing",
    )  # fmt: skip


def test_rows_are_written_when_their_bytes_are_durable(settings: Settings, tmp_path: Path) -> None:
    with Run.open(settings, "test") as run:
        run.begin()
        record = run.capture(exchange())
        assert run.archive.captures() == []
        run.secure()
        run.writes.wait()
        (row,) = run.archive.captures()
        assert row.record_id == record
        assert (tmp_path / WARC_FOLDER / f"{row.warc_file}.open").stat().st_size >= row.offset + row.length
        run.finish("completed", 0)
    (file,) = (tmp_path / WARC_FOLDER).iterdir()
    assert file.name == row.warc_file
    assert b"halaman" in gzip.decompress(file.read_bytes())


def test_a_run_that_raises_is_written_as_crashed_by_the_next_and_keeps_its_pages(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(ZeroDivisionError), Run.open(settings, "first") as run:
        run.begin()
        run.archive.start_outlet(run.run_id, "warta", since=None, until=None, started_at=NOW)
        run.capture(exchange())
        raise ZeroDivisionError
    with Run.open(settings, "second") as run:
        run.begin()
        statuses = {one.command: one.status for one in run.archive.runs()}
        assert statuses == {"first": "crashed", "second": "running"}
        assert len(run.archive.captures()) == 1
        run.finish("completed", 0)


def test_what_recovery_entered_is_to_be_read_until_it_was(settings: Settings, tmp_path: Path) -> None:
    with Run.open(settings, "first") as run:
        run.begin()
        run.capture(exchange())
        run.finish("completed", 0)
    for path in tmp_path.glob("*.db*"):
        path.unlink()
    for _ in range(2):  # as when a night is only planned, or killed before it has read them
        with Run.open(settings, "second") as run:
            assert run.left_by_killed == {path.name for path in (tmp_path / WARC_FOLDER).iterdir()} != set()
    with Run.open(settings, "third") as run:
        run.archive.mark_read()
    with Run.open(settings, "fourth") as run:
        assert run.left_by_killed == frozenset()


def test_one_run_at_a_time(settings: Settings) -> None:
    with Run.open(settings, "first"), pytest.raises(Locked), Run.open(settings, "second"):
        pass


def test_a_full_disk_is_noticed_before_anything_is_asked(settings: Settings, tmp_path: Path) -> None:
    settings.set("DISK_RESERVE_MB", 10**9, priority="cmdline")
    with pytest.raises(ArchiveFull, match="make room"), Run.open(settings, "test"):
        pass
    assert not list(tmp_path.glob("*.db"))


def test_the_first_window_is_some_days_and_a_later_one_since_the_last_completed_night(settings: Settings) -> None:
    with Run.open(settings, "test") as run:
        run.begin()
        assert run.window("warta", settings) == Window(NOW - timedelta(days=7))
        started = NOW - timedelta(days=1)
        run.archive.start_outlet(run.run_id, "warta", since=None, until=None, started_at=started)
        run.archive.finish_outlet(
            run.run_id, "warta", status="completed", reason=None, ended_at=NOW, seconds=1.0, counts={}
        )
        assert run.window("warta", settings) == Window(started - timedelta(days=2))


def test_an_empty_run_leaves_no_file(settings: Settings, tmp_path: Path) -> None:
    with Run.open(settings, "test") as run:
        run.begin()
        run.finish("completed", 0)
    assert not list((tmp_path / WARC_FOLDER).glob("*"))
    with Archive.open(default_url(tmp_path)) as archive:
        assert [one.status for one in archive.runs()] == ["completed"]


def test_a_run_that_is_only_planned_is_no_run(settings: Settings, tmp_path: Path) -> None:
    with Run.open(settings, "test"):
        pass
    with Archive.open(default_url(tmp_path)) as archive:
        assert archive.runs() == []
