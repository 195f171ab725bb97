"""``scrapy report`` as a user runs it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import environment, scrapy
from tests.storage.clippings import NOW


def test_the_page_of_a_run(tmp_path: Path) -> None:
    env = environment(tmp_path / "data", KLIPING_NOW=NOW.isoformat())
    empty = scrapy("report", "--output", str(tmp_path / "none.html"), env=env)
    assert (empty.returncode, empty.stderr) == (0, "No night yet\n")
    with Archive.open(default_url(tmp_path / "data")) as archive:
        archive.start_run(run_id="r1", command="nightly", started_at=NOW - timedelta(hours=2), settings={})
        archive.finish_run("r1", ended_at=NOW - timedelta(hours=1), seconds=9.0, status="completed", exit_code=0)
    done = scrapy("report", "--run", "r1", env=env)
    path = tmp_path / "data" / "reports" / "r1.html"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "All is well\n")
    assert "Run <code>r1</code>" in path.read_text(encoding="utf-8")


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    env = environment(tmp_path)
    unknown = scrapy("report", "--run", "r9", env=env)
    assert (unknown.returncode, unknown.stderr) == (2, "error: there is no run 'r9'; `scrapy runs` lists them\n")
    nowhere = scrapy("report", "--output", "/proc/night.html", env=env)
    assert nowhere.returncode == 2
    assert "/proc" in nowhere.stderr
    assert nowhere.stderr.count("\n") == 1
