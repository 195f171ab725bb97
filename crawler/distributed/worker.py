"""A worker: takes jobs out of the queue and has each done by a child process, because a reactor starts only once.

What it survives: a child that crashes or hangs (the job is tried again, later and by anyone), a database that goes away
and comes back. What others survive: its own death, after which its jobs are queued again (``tending``).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from scrapy.settings import Settings

from crawler.cli import exits
from crawler.config import clock, data_folder, database_url
from crawler.distributed.job import Assignment
from crawler.distributed.queue import (
    CLOSE,
    CRAWL,
    PLAN,
    QUEUE,
    OutletJob,
    held,
    opened,
    silent,
)
from crawler.distributed.tending import tend
from crawler.exceptions import UsageFailure
from crawler.night.closing import prune
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER, WORKER_FILE
from storage.exceptions import ArchiveError
from storage.integrity.recovery import Reunion, bring_together
from storage.raw.files import WRITER_MARK
from storage.raw.lock import DataLock

_logger = logging.getLogger(__name__)

_NAME = re.compile(r"[a-z0-9]{1,18}")
MISSED_BEATS = 3
"""So many signs of life must fail to come before a worker is taken for dead."""

_GRACE_SECONDS = 600.0
"""Time that a child has beyond the minutes of its outlet: to begin, and to read its last pages."""

_TOLD = ("run_id", "outlet")
"""Arguments of a job that are in the log."""

_STOP_SECONDS = 30.0
_COME_BACK_SECONDS = 5.0


class Unfinished(Exception):
    """The child ended before its job was done."""


class Stopped(Exception):
    """The worker ends, and its job is anyone's."""


class _Backoff(procrastinate.BaseRetryStrategy):
    """Tries again after 1, 2, 4, ... times ``seconds``, an hour at most; what waits in the same network goes first."""

    def __init__(self, seconds: float, attempts: int) -> None:
        self.seconds = seconds
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        if isinstance(exception, Stopped):
            return procrastinate.RetryDecision(retry_in={"seconds": 0})
        if not isinstance(exception, Unfinished | ArchiveError) or job.attempts + 1 >= self.attempts:
            return None
        wait = min(3600, round(self.seconds * 2 ** min(job.attempts, 12)))
        return procrastinate.RetryDecision(retry_in={"seconds": wait}, priority=-1 - job.attempts)


class Worker:
    """Works in the data folder of these settings, which it has to itself, until it is told to stop.

    ``options`` are the ``-s`` options that its children are given as well. Raises ``UsageFailure`` and
    :class:`ArchiveError` for what keeps it from beginning.
    """

    def __init__(self, settings: Settings, address: str, *, concurrency: int, options: Sequence[str]) -> None:
        self.settings = settings
        self.address = address
        self.concurrency = concurrency
        self.options = options
        self.folder = data_folder(settings)
        self.beat = settings.getfloat("WORKER_BEAT_SECONDS")
        self.attempts = settings.getint("JOB_ATTEMPTS")
        self.exit_code = exits.OK
        self._now = clock(settings)
        self._stop = asyncio.Event()
        self._begun = False
        self._unmended: set[str] = set()
        self._mending = asyncio.Lock()

    def run(self) -> int:
        """Blocks; gives the exit code."""
        with DataLock(self.folder, run_id="a worker"), Archive.open(database_url(self.settings)) as archive:
            self.name = own_name(self.folder)
            self.archive = archive
            prune(self.folder, now=self._now())
            asyncio.run(self._until_stopped())
        return self.exit_code

    async def _until_stopped(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        while not self._stop.is_set():
            try:
                await self._session()
            except (ArchiveError, psycopg.Error, exceptions.ProcrastinateException) as error:
                if not self._begun:
                    raise error if isinstance(error, ArchiveError) else silent(error) from error
                _logger.warning("%s; tried again in %.0f s", silent(error), _COME_BACK_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _COME_BACK_SECONDS)

    async def _session(self) -> None:
        """Works as long as the database answers."""
        async with (
            opened(self.address, connections=self.concurrency + 4) as app,
            held(self.address, f"worker {self.name}", wait=self.beat * MISSED_BEATS) as alone,
        ):
            if not alone:
                raise UsageFailure(
                    f"another worker is called {self.name}: if {self.folder} is a copy of its folder, remove the file "
                    f"{WORKER_FILE} in it; its WARC files belong to the other"
                )
            await self._mend(self.name)
            self._register(app)
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    name=self.name,
                    concurrency=self.concurrency,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=0.1,
                    update_heartbeat_interval=self.beat,
                    stalled_worker_timeout=self.beat * MISSED_BEATS,
                )
            )
            tending = asyncio.create_task(self._tend(app))
            stopped = asyncio.create_task(self._stop.wait())
            if not self._begun:
                _logger.info("worker %s waits for jobs, %d at a time", self.name, self.concurrency)
            self._begun = True
            await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
            for task in (tending, stopped, working):
                task.cancel()
            *_, outcome = await asyncio.gather(tending, stopped, working, return_exceptions=True)
            if isinstance(outcome, Exception):
                raise outcome

    async def _tend(self, app: procrastinate.App) -> None:
        while True:
            await asyncio.sleep(self.beat / 2)
            try:
                await self._mend()
                await tend(app, self.archive, self.address, dead_after=self.beat * MISSED_BEATS, now=self._now())
            except (ArchiveError, psycopg.Error, exceptions.ConnectorException) as error:
                _logger.warning("%s", silent(error))  # whether to go on is decided where jobs are fetched

    def _register(self, app: procrastinate.App) -> None:
        retry = _Backoff(self.settings.getfloat("JOB_RETRY_SECONDS"), self.attempts)
        app.task(name=CRAWL, queue=QUEUE, pass_context=True, retry=retry)(self._crawl)
        app.task(name=CLOSE, queue=QUEUE, pass_context=True, retry=retry)(self._close)
        planning = app.task(name=PLAN, queue=QUEUE, queueing_lock=PLAN)(self._plan)
        if schedule := self.settings.get("KLIPING_SCHEDULE"):
            app.periodic(cron=schedule)(planning)

    async def _crawl(self, context: JobContext, /, **arguments: Any) -> None:
        job = OutletJob(**arguments)
        limit = 60 * self.settings.getfloat("OUTLET_MINUTES") + _GRACE_SECONDS
        try:
            await self._assign(context.job, limit)
        except Unfinished as error:
            if context.job.attempts + 1 < self.attempts:
                raise
            _logger.error("%s: given up, %s", job.outlet, error)
            await asyncio.to_thread(
                self.archive.finish_outlet,
                job.run_id,
                job.outlet,
                status="failed",
                reason=f"given up after {self.attempts} attempts: {error}",
                ended_at=self._now(),
                seconds=None,
                counts={},
            )

    async def _close(self, context: JobContext, /, **_: Any) -> None:
        await self._assign(context.job, 60 * self.settings.getfloat("RUN_MINUTES"))

    async def _plan(self, timestamp: int) -> None:
        """Plans a night. When the last one is not closed, that is said and this one is left out."""
        child = await self._start("nightly", "--engine", "procrastinate")
        _logger.info("the schedule's night: planned with exit code %d", await child.wait())

    async def _assign(self, job: Job, limit: float) -> None:
        """Has a job done; raises :class:`Unfinished` when it was not, :class:`Stopped` when this worker ends."""
        writer = f"{self.name}-{job.id}"
        what = " ".join(str(job.task_kwargs[key]) for key in _TOLD if job.task_kwargs.get(key))
        _logger.info("%s %s: begun", job.task_name, what)
        text = json.dumps(asdict(Assignment(job.task_name, job.task_kwargs, writer)))
        child = await self._start("worker", "--job", text)
        try:
            ended_in_time = await _ended(child, limit)
        finally:  # also when this worker is told to stop
            await _end(child)
        code = child.returncode
        if code != exits.OK:
            try:
                await self._mend(writer)
            except ArchiveError as error:
                _logger.warning("%s; what the child left open is completed later", error)
        _logger.info("%s %s: ended with %s", job.task_name, what, code)
        if code == exits.OK or (code == exits.INTERRUPTED and not ended_in_time):
            return
        if code == exits.DISK_FULL:
            self.exit_code = exits.DISK_FULL
            self._stop.set()
            raise Stopped
        why = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        raise Unfinished(f"its process ended with {why}")

    async def _start(self, *arguments: str) -> asyncio.subprocess.Process:
        options = [part for option in self.options for part in ("-s", option)]
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "scrapy", *arguments, *options, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )

    async def _mend(self, *writers: str) -> None:
        """Completes the files that these writers left open, and those that could not be completed before.

        A child often ends because the database went away, and then this has to wait for it. Pages in these files that
        were not read are fetched again.
        """
        async with self._mending:
            self._unmended.update(writers)
            for writer in sorted(self._unmended):
                files = f"{WRITER_MARK}{writer}-"
                for line in (await asyncio.to_thread(self._bring_together, files)).damaged:
                    _logger.warning("damaged in the raw archive: %s", line)
                self._unmended.discard(writer)

    def _bring_together(self, files: str) -> Reunion:
        return bring_together(self.archive, self.folder / WARC_FOLDER, of=files)


async def _ended(child: asyncio.subprocess.Process, limit: float) -> bool:
    try:
        await asyncio.wait_for(child.wait(), limit)
    except TimeoutError:
        return False
    except asyncio.CancelledError:
        await _end(child)
        raise Stopped from None
    return True


async def _end(child: asyncio.subprocess.Process) -> None:
    """Tells a child to stop, and sees that nothing of its process group is left."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), _STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


def own_name(folder: Path) -> str:
    """The name of the worker of this data folder, made with the first call: the machine's, and something of its own."""
    path = folder / WORKER_FILE
    if not path.exists():
        machine = re.sub(r"[^a-z0-9]", "", socket.gethostname().lower())[:10] or "worker"
        path.write_text(f"{machine}{secrets.token_hex(4)}\n")
    name = path.read_text().strip()
    if not _NAME.fullmatch(name):
        raise UsageFailure(f"{path} holds {name!r}, no name of a worker: small letters and digits, 18 at most")
    return name
