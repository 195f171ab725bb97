"""Looks after the queue: jobs of dead workers are queued again, and a night whose outlets are settled is closed.

Every worker does this beside its jobs, one at a time. It needs no free place in a worker, so that the outlet of a dead
one does not wait for another's to end.
"""

from __future__ import annotations

import logging
from datetime import datetime

import procrastinate
from procrastinate import exceptions

from crawler.cli import exits
from crawler.distributed.queue import CLOSE, CRAWL, QUEUE, TENDING, closing, held, waiting
from storage.archive.archive import Archive

_logger = logging.getLogger(__name__)

_KEPT_HOURS = 7 * 24
"""Hours that a job stays in the queue after it is done."""


async def tend(app: procrastinate.App, archive: Archive, address: str, *, dead_after: float, now: datetime) -> None:
    """One look; does nothing when another worker is looking. ``dead_after``: seconds without a sign of life."""
    async with held(address, TENDING) as alone:
        if alone:
            await _requeue(app, dead_after)
            for run in archive.shared_runs():
                if not await waiting(app, run.run_id):
                    await _close(app, archive, run.run_id, now)


async def _requeue(app: procrastinate.App, dead_after: float) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after):
        _logger.warning("%s: its worker is dead; queued again", job.call_string)
        try:
            await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            _logger.warning("%s: it has just ended", job.call_string)


async def _close(app: procrastinate.App, archive: Archive, run_id: str, now: datetime) -> None:
    mine = [
        job
        for job in await app.job_manager.list_jobs_async(queue=QUEUE, task=CLOSE)
        if job.task_kwargs["run_id"] == run_id
    ]
    if any(job.status in ("todo", "doing") for job in mine):
        return
    crawled = await app.job_manager.list_jobs_async(queue=QUEUE, task=CRAWL)
    if not mine and not any(job.task_kwargs["run_id"] == run_id for job in crawled):
        _logger.warning("run %s: its planning was killed; closed", run_id)
        archive.finish_run(run_id, ended_at=now, seconds=0.0, status="crashed", exit_code=exits.CRASH)
    elif any(job.status == "failed" for job in mine):
        _logger.error(
            "run %s: closing it has failed for good; scrapy cluster and scrapy report do what is left", run_id
        )
        archive.finish_run(run_id, ended_at=now, seconds=0.0, status="crashed", exit_code=exits.CRASH)
    else:
        await app.job_manager.delete_old_jobs(
            nb_hours=_KEPT_HOURS, queue=QUEUE, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await app.job_manager.defer_job_async(closing(run_id))
