"""The queue: its place, its jobs, and the locks beside it.

Its tables have a schema of their own, ``kliping_queue``, in the database of the archive, so that the archive's tables
are all that a backup or a copy sees. Beside the locks of the queue, which are rows, processes hold session locks of the
server (https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS): these end with the connection, so
with the process, and hold even where the queue takes a worker for dead that lives.
"""

from __future__ import annotations

import asyncio
import re
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.jobs import Job
from scrapy.settings import BaseSettings

from crawler.config import database_url
from crawler.exceptions import UsageFailure
from storage.exceptions import ArchiveError

SCHEMA = "kliping_queue"
"""Schema of the queue's tables."""

QUEUE = "kliping"
CRAWL = "crawl"
CLOSE = "close"
PLAN = "plan"
"""Names of the queue and of its tasks."""

_LOCKS = 0x6B6C6970 + 2  # beside the two of storage.db.postgresql
_CONNECT_SECONDS = 10
_KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


@dataclass(frozen=True, slots=True)
class OutletJob:
    """The arguments of an outlet's job. Times are ISO 8601 with an offset; ``began``: start of the run, Unix time."""

    run_id: str
    outlet: str
    since: str
    until: str | None
    began: float

    @property
    def bounds(self) -> tuple[datetime, datetime | None]:
        """First moment of the window, and its end if it has one."""
        return datetime.fromisoformat(self.since), datetime.fromisoformat(self.until) if self.until else None

    def queued(self, network: str) -> Job:
        """The job, which waits for every other one of its network."""
        return _job(CRAWL, asdict(self), lock=f"network {network}")

    @classmethod
    def of(cls, job: Job) -> Self:
        """Read the arguments of a job."""
        return cls(**job.task_kwargs)  # type: ignore[arg-type]


def closing(run_id: str) -> Job:
    """The job that closes a run; there is one of it at a time."""
    return _job(CLOSE, {"run_id": run_id}, lock="closing", queueing_lock=f"closing {run_id}")


def _job(task: str, arguments: dict[str, Any], *, lock: str, queueing_lock: str | None = None) -> Job:
    return Job(queue=QUEUE, lock=lock, queueing_lock=queueing_lock, task_name=task, task_kwargs=arguments)


def server(settings: BaseSettings) -> str:
    """The address of the database as the driver takes it. Raises ``UsageFailure`` when it is not PostgreSQL."""
    url = database_url(settings)
    address, count = re.subn(r"^postgres(?:ql)?(?:\+psycopg)?://", "postgresql://", url)
    if not count:
        kind = url.partition(":")[0]
        raise UsageFailure(
            f"several workers need an archive on PostgreSQL, and this one is on {kind}: set KLIPING_DATABASE_URL to "
            "postgresql+psycopg://user@host/database (scrapy backup --to copies an archive there)"
        )
    return address


@asynccontextmanager
async def opened(address: str, *, connections: int = 4) -> AsyncIterator[procrastinate.App]:
    """The queue, its tables made where they are missing. Raises :class:`ArchiveError` when it does not answer."""
    try:
        async with await _connect(address) as connection:
            await _make_tables(connection)
        options = {"options": f"-c search_path={SCHEMA}", "connect_timeout": _CONNECT_SECONDS, **_KEEPALIVE}
        connector = procrastinate.PsycopgConnector(
            conninfo=address, kwargs=options, min_size=1, max_size=connections, timeout=_CONNECT_SECONDS
        )
        async with procrastinate.App(connector=connector).open_async() as app:
            yield app
    except (psycopg.Error, exceptions.ConnectorException) as error:
        raise silent(error) from error


def silent(error: BaseException) -> ArchiveError:
    """Return the error for a server that does not answer."""
    cause = " ".join(str(error.__cause__ or error).split()) or type(error).__name__
    return ArchiveError(f"the queue on PostgreSQL does not answer ({cause}): is the server of KLIPING_DATABASE_URL up?")


async def _connect(address: str) -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(
        address, autocommit=True, connect_timeout=_CONNECT_SECONDS, **_KEEPALIVE
    )


async def _make_tables(connection: psycopg.AsyncConnection[Any]) -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (_LOCKS,))
        found = await connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",))
        row = await found.fetchone()
        if row is not None and row[0] is None:
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            await connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
            await connection.execute(procrastinate.schema.SchemaManager.get_schema())


def number(name: str) -> int:
    """A name as the second number of a session lock. Two names of one number merely wait for each other."""
    return zlib.crc32(name.encode()) - 2**31


TRY_LOCK = f"SELECT pg_try_advisory_lock({_LOCKS}, %s)"
"""Statement that takes a session lock, or does not: gives true or false."""


TENDING = "tending"
"""Name of the lock of whoever plans a night, closes one, or looks for dead workers."""


@asynccontextmanager
async def held(address: str, name: str, *, wait: float = 0.0) -> AsyncIterator[bool]:
    """Take the session lock of this name within ``wait`` seconds; give true when it was got. It is kept to the end."""
    async with await _connect(address) as connection:
        deadline = time.monotonic() + wait
        while not (got := await _try(connection, name)) and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        yield got


async def _try(connection: psycopg.AsyncConnection[Any], name: str) -> bool:
    row = await (await connection.execute(TRY_LOCK.encode(), (number(name),))).fetchone()
    return row is not None and bool(row[0])


async def waiting(app: procrastinate.App, run_id: str) -> int:
    """Count the outlets of a run that are not settled."""
    found = [
        job
        for status in ("todo", "doing")
        for job in await app.job_manager.list_jobs_async(queue=QUEUE, task=CRAWL, status=status)
    ]
    return sum(OutletJob.of(job).run_id == run_id for job in found)
