"""Tending of the queue: dead workers, and nights that nobody closed."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import Settings

from crawler.distributed.queue import QUEUE, opened, server
from crawler.distributed.tending import tend
from storage.archive.archive import Archive
from storage.failpoints import VARIABLE
from tests.shell import environment, scrapy

NOW = datetime(2024, 11, 28, 6, tzinfo=UTC)


def test_a_planner_that_is_killed_halfway_leaves_a_night_that_is_closed(settings: Settings, tmp_path: Path) -> None:
    url = settings["KLIPING_DATABASE_URL"]
    env = environment(tmp_path, KLIPING_DATABASE_URL=url) | {VARIABLE: "after_commit:1"}
    killed = scrapy("nightly", "--engine", "procrastinate", "--outlets", "petisi,koranrb", env=env)
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(url) as archive:
        [run] = archive.shared_runs()

        async def look() -> None:
            async with opened(server(settings), connections=1) as app:
                assert list(await app.job_manager.list_jobs_async(queue=QUEUE)) == [], "all jobs or none"
                await tend(app, archive, server(settings), dead_after=3, now=NOW)

        asyncio.run(look())
        assert archive.shared_runs() == []
        closed = archive.run(run.run_id)
        assert closed is not None
        assert closed.status == "crashed"
