"""``scrapy runs``, run for real."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import environment, scrapy

NIGHT = datetime(2024, 11, 26, 18, 30, tzinfo=UTC)


def test_runs_and_what_one_of_them_did(tmp_path: Path) -> None:
    with Archive.open(default_url(tmp_path)) as archive:
        archive.start_run(run_id="run-1", command="nightly", started_at=NIGHT.replace(day=25), settings={})
        archive.start_outlet("run-1", "petisi", since=None, until=None, started_at=NIGHT.replace(day=25))
        archive.mark_crashed(NIGHT)
        archive.start_run(run_id="run-2", command="nightly", started_at=NIGHT, settings={})
        counts = {"articles": 7, "pages": 12}
        archive.finish_outlet(
            "run-2", "petisi", status="completed", reason=None, ended_at=NIGHT, seconds=1.0, counts=counts
        )
        archive.finish_outlet(
            "run-2", "koranrb", status="failed", reason="HTTP 500 \x1b[31m", ended_at=NIGHT, seconds=1.0, counts={}
        )
        archive.finish_outlet(
            "run-2", "antara_jatim", status="skipped", reason="terms", ended_at=NIGHT, seconds=0.0, counts={}
        )
        archive.finish_run("run-2", ended_at=NIGHT, seconds=90.0, status="completed", exit_code=10)
    env = environment(tmp_path)
    lines = scrapy("runs", env=env).stdout.splitlines()
    assert re.fullmatch(r"run-2 +nightly +2024-11-27 01:30 +1\.5 completed +10 +2 +1 +7", lines[1])
    assert "crashed" in lines[2]
    assert len(scrapy("runs", "--limit", "1", env=env).stdout.splitlines()) == 2
    one = scrapy("runs", "run-2", env=env).stdout
    assert "petisi: completed\n    articles 7, pages 12" in one
    assert "koranrb: failed (HTTP 500 \\x1b[31m)" in one


def test_empty_and_unknown(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert "`scrapy nightly`" in scrapy("runs", env=env).stderr
    done = scrapy("runs", "run-x", env=env)
    assert done.returncode == 2
    assert "there is no run 'run-x'" in done.stderr
