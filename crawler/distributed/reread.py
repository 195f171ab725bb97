"""The raw archive read again by the workers that hold it: plans the parts, waits for them, brings them together.

What was planned is the same for the same files, options and rules, so a planner that was stopped, and begun again, goes
on with what the workers did meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

import procrastinate
import psycopg

from crawler.distributed import reread_parts
from crawler.distributed.queue import REREAD, at_work, held, opened, silent
from crawler.distributed.reread_parts import Part, divided
from crawler.reextraction.reextract import Reextraction
from storage.archive.revision import article_files
from storage.data_folder import LOGS_FOLDER
from storage.raw.lock import Locked

_LOOK_SECONDS = 1.0


def compare_by_workers(
    address: str,
    again: Reextraction,
    *,
    own: str | None,
    outlet: str | None,
    since: datetime | None,
    patience: float,
    tell: Callable[[str], None],
) -> list[str]:
    """Does what ``Reextraction.compare`` does, with the pages read by the workers; blocks until they have.

    ``own`` is the name of the worker of this data folder. Gives a line for each machine whose pages are missing, as it
    was not at work for ``patience`` seconds; ``again`` is then left as it was, and the same call goes on. Raises
    :class:`Locked` while a night is not closed, or when another process is at the same. ``tell`` hears how it goes.
    """
    for run in again.archive.shared_runs():
        raise Locked(f"run {run.run_id} of {run.started_at:%Y-%m-%d %H:%M}Z is not closed: try again after it")
    files = article_files(again.archive, outlet=outlet, since=since)
    present = frozenset(path.name for path in again.warc_folder.glob("*"))
    planned, nowhere = divided(files, own, present, outlet=outlet, since=since)
    if nowhere:
        return [
            f"{sum(files[name] for name in nowhere)} pages in {len(nowhere)} WARC files ({nowhere[0]}, ...) are of no "
            f"worker and not in {again.warc_folder}: begin this in the data folder that has them"
        ]
    if not planned:
        return []
    try:
        return asyncio.run(_compare(address, again, planned, patience, tell))
    except psycopg.Error as error:
        raise silent(error) from error


def forget(address: str) -> None:
    """Deletes what came of the rereading; to be called when it is printed and applied."""
    with psycopg.connect(address, autocommit=True) as connection:
        reread_parts.begin(connection, "")


async def _compare(
    address: str, again: Reextraction, planned: Sequence[Part], patience: float, tell: Callable[[str], None]
) -> list[str]:
    batch = planned[0].batch
    async with opened(address, connections=1) as app, held(address, REREAD) as alone:
        if not alone:
            raise Locked("another process is having the archive reread: try again when it is done")
        with psycopg.connect(address, autocommit=True) as connection:
            finished = reread_parts.begin(connection, batch)
            await _fill(app, batch, [part for part in planned if part.part not in finished])
            missing = await _wait(app, connection, planned, patience, tell)
            if not missing:
                reread_parts.gather(connection, batch, again)
            return missing


async def _fill(app: procrastinate.App, batch: str, left: Sequence[Part]) -> None:
    """Queues the parts that are not queued or at work, and takes out what was left of other rereadings."""
    under_way = set()
    for job in await app.job_manager.list_jobs_async(task=REREAD):
        part = Part(**job.task_kwargs)  # type: ignore[arg-type]
        if part.batch == batch and job.status in ("todo", "doing"):
            under_way.add(part.part)
        elif job.status == "todo":
            assert job.id is not None
            await app.job_manager.cancel_job_by_id_async(job.id, delete_job=True)
    if jobs := [part.queued() for part in left if part.part not in under_way]:
        await app.job_manager.batch_defer_jobs_async(jobs=jobs)


async def _wait(
    app: procrastinate.App,
    connection: psycopg.Connection[tuple[object, ...]],
    planned: Sequence[Part],
    patience: float,
    tell: Callable[[str], None],
) -> list[str]:
    """Waits for the parts; gives what is missing when nobody is left to do it."""
    pages = sum(part.pages for part in planned)
    seen = dict.fromkeys((part.worker for part in planned), time.monotonic())
    told = None
    while True:
        finished = reread_parts.done(connection, planned[0].batch)
        left = [part for part in planned if part.part not in finished]
        now = time.monotonic()
        seen |= dict.fromkeys(at_work(connection, seen), now)
        if (count := pages - sum(part.pages for part in left)) != told:
            tell(f"{count} of {pages} pages read")
            told = count
        given_up = await _given_up(app, left)
        if all(now - seen[part.worker] > patience or part.part in given_up for part in left):
            return [*_missing(left, given_up)]
        await asyncio.sleep(_LOOK_SECONDS)


async def _given_up(app: procrastinate.App, left: Iterable[Part]) -> set[str]:
    """Parts that the queue does not try any more."""
    wanted = {(part.batch, part.part) for part in left}
    state: dict[str, bool] = {}
    for job in await app.job_manager.list_jobs_async(task=REREAD) if wanted else ():
        part = Part(**job.task_kwargs)  # type: ignore[arg-type]
        if (part.batch, part.part) in wanted:
            state[part.part] = job.status not in ("todo", "doing")  # of several attempts the last one counts
    return {part for part, is_over in state.items() if is_over}


def _missing(left: Sequence[Part], given_up: set[str]) -> Iterable[str]:
    for (worker, failed), group in groupby(left, key=lambda part: (part.worker, part.part in given_up)):
        shares = list(group)
        what = (
            f"{sum(part.pages for part in shares)} pages in {sum(len(part.warc_files) for part in shares)} WARC files"
        )
        if failed:
            logs = f"{LOGS_FOLDER}/{REREAD}-{shares[0].batch}*.log in its data folder say why"
            yield f"worker {worker} could not read {what}: {logs}"
        else:
            yield f"worker {worker} is not at work and holds {what}: start scrapy worker in its data folder"
