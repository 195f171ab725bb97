"""``scrapy health`` as a user runs it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import environment, scrapy
from tests.storage.clippings import NOW


def crawled(archive: Archive, outlet: str, status: str, articles: int) -> None:
    began = NOW - timedelta(hours=4)
    archive.start_run(run_id=outlet, command="nightly", started_at=began, settings={})
    archive.start_outlet(outlet, outlet, since=None, until=None, started_at=began)
    archive.finish_outlet(
        outlet,
        outlet,
        status=status,
        reason="the site answers with\x1b[2J challenges" if status == "blocked" else None,
        ended_at=began,
        seconds=9.0,
        counts={"articles": articles, "source_pages": 1, "discovered": 9},
    )


def test_exit_code_and_table(tmp_path: Path) -> None:
    env = environment(tmp_path, KLIPING_NOW=NOW.isoformat())
    first = scrapy("health", "--all", env=env)
    assert (first.returncode, first.stderr) == (0, "")
    header, *outlets = first.stdout.splitlines()
    assert header.split()[:2] == ["outlet", "verdict"]
    names = [line.split()[0] for line in outlets]
    assert names == sorted(names)
    assert "petisi" in names
    assert {line.split()[1] for line in outlets} == {"new", "paused"}, "nothing was crawled, and nobody is needed"

    with Archive.open(default_url(tmp_path)) as archive:
        crawled(archive, "petisi", "completed", 3)
        crawled(archive, "perkaranews", "blocked", 0)
    done = scrapy("health", env=env)
    assert (done.returncode, done.stderr) == (10, "")
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if not line.startswith(" ")}
    assert lines["petisi"].split()[1:4] == ["ok", "2024-11-28", "02:00"]
    assert lines["perkaranews"].split()[1] == "blocked"
    assert lines["perkaranews"].endswith("the site answers with\\x1b[2J challenges (since 2024-11-28)")
    assert "    -> Blocks are not evaded" in done.stdout
    untried = len(names) - 2 - sum("paused" in line for line in outlets)
    first_untried = next(line.split()[0] for line in outlets if "paused" not in line)
    assert lines["new:"].startswith(f"new: {untried} outlets not crawled yet: {first_untried}, "), "a row says no more"
    assert "antara_aceh" not in lines


def test_the_run_that_did_not_happen(tmp_path: Path) -> None:
    expect = ("health", "--expect-run-within", "26h")
    now = NOW + timedelta(hours=30)
    done = scrapy(*expect, env=environment(tmp_path, KLIPING_NOW=now.isoformat()))
    assert done.returncode == 10
    assert "overdue: no nightly run has ended in the last 26 hours: none ever has" in done.stdout
    with Archive.open(default_url(tmp_path)) as archive:
        archive.start_run(run_id="r1", command="nightly", started_at=NOW, settings={})
        archive.finish_run("r1", ended_at=NOW, seconds=9.0, status="completed", exit_code=0)
        archive.start_run(run_id="r2", command="nightly", started_at=NOW + timedelta(hours=24), settings={})
    done = scrapy(*expect, env=environment(tmp_path, KLIPING_NOW=now.isoformat()))
    assert done.returncode == 10
    assert "ended 2024-11-28 06:00 WIB; one that began 2024-11-29 06:00 WIB is running" in done.stdout
    in_time = scrapy("health", "--expect-run-within", "2d", env=environment(tmp_path, KLIPING_NOW=now.isoformat()))
    assert in_time.returncode == 0
    wrong = scrapy("health", "--expect-run-within", "soon", env=environment(tmp_path))
    assert (wrong.returncode, wrong.stderr) == (2, "error: 'soon' is no period; write it like 26h, 90m or 2d\n")


def test_no_arguments_are_taken(tmp_path: Path) -> None:
    done = scrapy("health", "petisi", env=environment(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_pages_that_the_raw_archive_lost_have_an_exit_code_of_their_own(tmp_path: Path) -> None:
    with Archive.open(default_url(tmp_path)) as archive:
        archive.save_warc_file("20241128T000000Z-r1-1.warc.gz", "r1", NOW)
        archive.seal_warc_file("20241128T000000Z-r1-1.warc.gz", 812)
    done = scrapy("health", env=environment(tmp_path))
    assert done.returncode == 70
    assert "20241128T000000Z-r1-1.warc.gz is missing" in done.stdout
