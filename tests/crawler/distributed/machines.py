"""Several workers on one PostgreSQL and the sample web, each as on a machine of its own, to be killed at will."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psycopg

from storage.archive.runs import FATES
from storage.data_folder import DATABASE_NAME
from tests.faults.child import begin
from tests.faults.invariants import rows
from tests.shell import environment, scrapy
from tests.storage.postgres import Postgres
from tests.web.server import SampleWeb

PAUSE = 0.3
"""Seconds between two requests to a network, which two workers must keep among them."""

OPTIONS = ("-s", f"DOWNLOAD_DELAY={PAUSE}", "-s", "JOB_RETRY_SECONDS=1", "-s", "RETRY_TIMES=0")
_BEAT = ("-s", "WORKER_BEAT_SECONDS=1")
_SLOWEST = 240.0


class Machines:
    """Machines 0, 1, ... with a worker and a data folder each; a worker is known to the sites by its contact."""

    def __init__(self, folder: Path, web: SampleWeb, server: Postgres) -> None:
        self.folder = folder
        self.web = web
        self.server = server
        self.url = server.database()
        self.workers: dict[int, ForkServerProcess] = {}
        self.blows = 0

    def __enter__(self) -> Machines:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers.values():
            worker.kill()
            worker.join()
        self.server.forget(self.url)

    def environment(self, number: int) -> dict[str, str]:
        """Of the machine of this number."""
        mine = {"KLIPING_DATABASE_URL": self.url, "KLIPING_CONTACT": f"machine{number}@example.org"}
        return environment(self.folder / f"machine{number}", self.web, **mine)

    def start(self, number: int, *options: str) -> None:
        """Starts a worker, or starts it again in the folder that a killed one left."""
        records = self.folder / f"records{number}-{time.monotonic_ns()}"
        records.mkdir()
        arguments = ("worker", *OPTIONS, *_BEAT, *options)
        self.workers[number] = begin(arguments, self.environment(number), records)

    def kill(self, number: int) -> None:
        """``kill -9`` of the worker alone: what becomes of its children is its own affair."""
        worker = self.workers.pop(number)
        worker.kill()
        worker.join()
        self.blows += 1

    def plan(self, outlets: str, *options: str) -> None:
        """Plans a night on a further machine."""
        done = scrapy(
            "nightly", "--engine", "procrastinate", "--since", "2024-11-01", "--outlets", outlets, *OPTIONS, *options,
            env=self.environment(99),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def is_closed(self) -> bool:
        """Whether the night has ended, and all that follows it."""
        left = (
            "SELECT 1 FROM run WHERE status = 'running' UNION ALL "
            "SELECT 1 FROM kliping_queue.procrastinate_jobs WHERE status IN ('todo', 'doing')"
        )
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(left).fetchone() is None

    def wait_for(self, hits: int) -> bool:
        """Waits until the sites were asked so many times; false when the night ended before."""
        deadline = time.monotonic() + _SLOWEST
        while len(self.web.log) < hits:
            if self.is_closed():
                return False
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return True

    def finish(self) -> None:
        """Waits for the end of the night, then tells the workers to stop."""
        deadline = time.monotonic() + _SLOWEST
        while not self.is_closed():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.2)
        for worker in self.workers.values():
            worker.terminate()
        for worker in self.workers.values():
            worker.join(60)
        assert [worker.exitcode for worker in self.workers.values()] == [0] * len(self.workers), self.said()

    def last_to_ask(self) -> int:
        """The machine whose request came last."""
        return _machine(self.web.log[-1].headers["user-agent"])

    def gathered(self) -> Path:
        """One data folder: a copy of the archive, and the WARC files of all machines."""
        folder = Path(tempfile.mkdtemp(prefix="gathered", dir=self.folder))
        (folder / "warc").mkdir()
        for path in self.folder.glob("machine*/warc/*"):
            assert not (folder / "warc" / path.name).exists(), f"{path.name} twice"
            shutil.copy(path, folder / "warc")
        done = scrapy("backup", str(folder / DATABASE_NAME), env=self.environment(99))
        assert (folder / DATABASE_NAME).exists(), done.stderr
        return folder

    def said(self) -> str:
        """What the workers said last."""
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("records*/said")))

    def strike(self, blows: int, chance: random.Random, *, hits: Iterable[int]) -> None:
        """Kills workers, one after so many requests each, mostly one that is asking; a new one begins at once."""
        for _, more in zip(range(blows), hits, strict=False):
            if not self.wait_for(len(self.web.log) + more):
                return
            asking = self.last_to_ask()
            victim = asking if asking in self.workers and chance.random() < 0.7 else chance.choice([*self.workers])
            self.kill(victim)
            self.start(victim)


def _machine(agent: str) -> int:
    return int(agent.partition("machine")[2].partition("@")[0])


def asked_at_once(web: SampleWeb, network: dict[str, str]) -> list[str]:
    """Where two machines asked one network with less than the pause between them."""
    last: dict[str, tuple[int, float]] = {}
    found = []
    for hit in sorted(web.log, key=lambda one: one.time):
        if hit.method == "CONNECT" or "machine" not in hit.headers.get("user-agent", ""):
            continue
        name = network.get(hit.host, hit.host)
        machine = _machine(hit.headers["user-agent"])
        if name in last and last[name][0] != machine and hit.time - last[name][1] < PAUSE:
            found.append(f"{hit.url}: machine {machine}, {hit.time - last[name][1]:.2f} s after {last[name][0]}")
        last[name] = (machine, hit.time)
    return found


def outcome(data: Path) -> list[tuple[Any, ...]]:
    """What the rows of a night's outlets say, without times."""
    found = []
    for outlet, status, since, reason, counts in rows(
        data, "SELECT outlet, status, since, reason, counts FROM run_outlet ORDER BY outlet"
    ):
        numbers = json.loads(counts)
        names = ("discovered", "new", "pages", "articles", "known", *FATES)
        found.append((outlet, status, since, reason, {name: numbers.get(name, 0) for name in names}))
    return found


def living(folder: Path) -> list[int]:
    """Processes of this data folder's worker that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            with closing((path / "environ").open("rb")) as file:
                if f"KLIPING_DATA={folder}".encode() in file.read().split(b"\0") and int(path.name) != os.getpid():
                    found.append(int(path.name))
        except OSError:
            continue
    return found
