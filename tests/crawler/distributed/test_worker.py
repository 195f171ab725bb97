"""A worker in this process, on a real queue, with children that do nothing, hang, or end badly."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from procrastinate.job_context import JobContext
from scrapy.settings import Settings

from crawler.distributed import worker as worker_module
from crawler.distributed.queue import OutletJob, opened, server
from crawler.distributed.worker import Worker

NOW = datetime(2024, 11, 28, 6, tzinfo=UTC)


class Foreman(Worker):
    """A worker whose children are these commands, the last one again and again; it stops after so many jobs."""

    def __init__(self, settings: Settings, commands: Sequence[Sequence[str]], *, jobs: int, concurrency: int) -> None:
        super().__init__(settings, server(settings), concurrency=concurrency, options=())
        self.commands = commands
        self.jobs = jobs
        self.begun: list[tuple[str, ...]] = []
        self.children: list[asyncio.subprocess.Process] = []
        self.at_work: list[str] = []

    async def _start(self, *arguments: str) -> asyncio.subprocess.Process:
        command = self.commands[min(len(self.begun), len(self.commands) - 1)]
        self.begun.append(arguments)
        child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, start_new_session=True)
        self.children.append(child)
        return child

    async def _crawl(self, context: JobContext, /, **arguments: Any) -> None:
        network = str(context.job.lock)
        assert network not in self.at_work, f"{network} is at work already"
        self.at_work.append(network)
        if len(self.at_work) == 3:
            (self.folder / "go").touch()
        try:
            await super()._crawl(context, **arguments)
            self._done()
        finally:
            self.at_work.remove(network)

    async def _plan(self, timestamp: int) -> None:
        await super()._plan(timestamp)
        self._done()

    def _done(self) -> None:
        self.jobs -= 1
        if not self.jobs:
            self._stop.set()


def queue(settings: Settings, *outlets: tuple[str, str]) -> None:
    """Puts outlets, each with its network, into the queue."""

    async def fill() -> None:
        async with opened(server(settings), connections=1) as app:
            jobs = [
                OutletJob("night", name, NOW.isoformat(), None, time.time()).queued(network)
                for name, network in outlets
            ]
            await app.job_manager.batch_defer_jobs_async(jobs=jobs)

    asyncio.run(fill())


def test_a_network_is_asked_by_one_child_at_a_time_however_many_may_work(settings: Settings, tmp_path: Path) -> None:
    queue(settings, ("a", "disway"), ("b", "disway"), ("c", "petisi"), ("d", "disway"), ("e", "pemda"), ("f", "petisi"))
    # none ends before there is one of each network at work
    waits = ("sh", "-c", f"until [ -e {tmp_path}/go ]; do sleep 0.1; done; sleep 0.2")
    foreman = Foreman(settings, [waits], jobs=6, concurrency=4)
    assert foreman.run() == 0
    assert len(foreman.begun) == 6


def test_a_child_that_hangs_is_ended_and_its_job_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_GRACE_SECONDS", 0.3)
    monkeypatch.setattr(worker_module, "_STOP_SECONDS", 0.3)
    settings.set("OUTLET_MINUTES", 0, priority="cmdline")
    queue(settings, ("a", "disway"))
    deaf = ("sh", "-c", "trap '' TERM INT; while :; do sleep 0.1; done")
    foreman = Foreman(settings, [deaf, ("true",)], jobs=1, concurrency=1)
    assert foreman.run() == 0
    assert [child.returncode for child in foreman.children] == [-signal.SIGKILL, 0]


def test_a_worker_plans_nights_by_the_schedule(settings: Settings) -> None:
    settings.set("KLIPING_SCHEDULE", "* * * * * *", priority="cmdline")  # every second
    foreman = Foreman(settings, [("true",)], jobs=2, concurrency=1)
    assert foreman.run() == 0
    assert set(foreman.begun) == {("nightly", "--engine", "procrastinate")}
