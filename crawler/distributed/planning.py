"""Plans a night for several workers: the same plan as that of one process, as jobs in the queue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import procrastinate

from crawler.crawling.run import Run
from crawler.distributed.queue import TENDING, OutletJob, closing, held, opened, waiting
from crawler.night.crawl import write_off_unplanned
from crawler.night.plan import Plan
from storage.raw.lock import Locked

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 60.0


def defer_night(address: str, run: Run, plan: Plan) -> None:
    """Begins the run and puts a job for each outlet into the queue, all or none.

    Raises :class:`Locked` while an earlier night is not closed.
    """
    asyncio.run(_defer(address, run, plan))


async def _defer(address: str, run: Run, plan: Plan) -> None:
    async with opened(address) as app, held(address, TENDING, wait=_PATIENCE_SECONDS) as alone:
        if not alone:
            raise Locked("another process is planning or closing a night: try again when it is done")
        for other in run.archive.shared_runs():
            left = await waiting(app, other.run_id)
            raise Locked(
                f"run {other.run_id} of {other.started_at:%Y-%m-%d %H:%M}Z is not closed, {left} of its outlets are "
                "waiting or at work: let a worker finish it (scrapy worker)"
            )
        run.begin()
        write_off_unplanned(run, plan)
        await _fill(app, run.run_id, plan, time.time())


async def _fill(app: procrastinate.App, run_id: str, plan: Plan, began: float) -> None:
    jobs = [
        OutletJob(
            run_id,
            each.outlet.name,
            each.window.since.isoformat(),
            each.window.until.isoformat() if each.window.until else None,
            began,
        ).queued(each.outlet.network_name())
        for each in plan.planned
    ]
    await app.job_manager.batch_defer_jobs_async(jobs=jobs or [closing(run_id)])


def follow(address: str, run: Run, tell: Callable[[int], None]) -> None:
    """Returns when the run is closed; ``tell`` hears how many outlets are not settled, when the number changes."""
    asyncio.run(_follow(address, run, tell))


async def _follow(address: str, run: Run, tell: Callable[[int], None]) -> None:
    last = None
    async with opened(address, connections=1) as app:
        while any(each.run_id == run.run_id for each in run.archive.shared_runs()):
            if (left := await waiting(app, run.run_id)) != last:
                tell(left)
                last = left
            await asyncio.sleep(_LOOK_SECONDS)
