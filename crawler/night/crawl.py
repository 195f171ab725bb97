"""Crawling the outlets of a night: networks side by side, outlets of one network in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning

from crawler.cli import exits
from crawler.cli.logs import write_harmlessly
from crawler.crawling.run import Run
from crawler.exceptions import line_of
from crawler.night.limits import limited
from crawler.night.plan import Plan, Planned
from crawler.night.watchdog import watched
from crawler.outlets.loader import outlet_classes
from crawler.reextraction.reextract import Reextraction
from storage.data_folder import WARC_FOLDER
from storage.models import RunOutlet
from storage.records import history, outlet_orders


def crawl(settings: Settings, run: Run, plan: Plan) -> list[RunOutlet]:
    """Crawl the planned outlets and return their rows. Blocks until the last has ended."""
    write_harmlessly()
    run.begin()
    if run.left_by_killed:
        _complete(settings, run)
    write_off_unplanned(run, plan)
    crawl_planned(settings, run, plan.planned)
    return run.archive.run_outlets(run.run_id)


def write_off_unplanned(run: Run, plan: Plan) -> None:
    """Writes the rows of the outlets that are not crawled."""
    for status, reasons in (("skipped", plan.skipped), ("failed", plan.broken)):
        for name, reason in reasons.items():
            _write_off(run, name, status, reason)


def crawl_planned(settings: Settings, run: Run, planned: Sequence[Planned]) -> None:
    """Crawls these outlets of a run that was begun. Once in a process: its reactor cannot be started again."""
    if planned:
        with watched(run.seconds_left(settings)):
            _crawl_networks(AsyncCrawlerProcess(settings), run, planned)
        note_lost_writes(run, frozenset(each.outlet.name for each in planned))
        if run.stopping:
            close_open_outlets(run, frozenset(each.outlet.name for each in planned))


def note_lost_writes(run: Run, names: frozenset[str]) -> None:
    """Has the pages of the run read again by the next where a write was lost, and its outlets' rows closed as failed.

    Raises ``ArchiveError`` while the archive is still held: the run then counts as crashed, which has the same effect.
    """
    run.writes.wait()
    if not run.writes.has_lost:
        return
    run.archive.mark_unread(run.run_id)
    for row in run.archive.run_outlets(run.run_id):
        if row.status == "running" and row.outlet in names:
            _write_off(run, row.outlet, "failed", f"its end could not be written: {run.writes.lost(row.outlet)}")


def close_open_outlets(run: Run, names: frozenset[str]) -> None:
    """Writes these outlets as interrupted where their rows are still open.

    A crawl that is stopped while its spider opens, before its engine runs, ends without the signal that closes its row.
    """
    for row in run.archive.run_outlets(run.run_id):
        if row.status == "running" and row.outlet in names:
            _write_off(run, row.outlet, "interrupted", "stopped before anything was asked")


def _complete(settings: Settings, run: Run) -> None:
    """Decide on the pages that a killed run had fetched and not decided on; they are not fetched again."""
    again = Reextraction(run.archive, run.folder / WARC_FOLDER, outlet_classes(settings), run.workers, settings)
    again.complete(run.left_by_killed, now=run.now())
    run.archive.account_for_crashed()
    history.restore(run.archive, run.folder)  # with a new database, these may be all its articles
    run.archive.mark_read()


def exit_code(run: Run, outlets: Sequence[RunOutlet], *, known: Collection[str] = ()) -> int:
    """Exit code by the night's outlets; ``known`` are those whose trouble the operator has acknowledged.

    An outlet skipped for its terms is no failure; one that announced articles of which none came, or whose lists leave
    out days of the window, was reached, and is one.
    """
    tried = [row for row in outlets if row.status != "skipped"]
    failed = [row for row in tried if row.status in ("failed", "blocked")]
    if run.stopping:
        return exits.INTERRUPTED
    if tried and len(failed) == len(tried) and not any(_was_reached(row) for row in failed):
        return exits.NO_OUTLET
    return exits.DEGRADED if any(_is_wrong(row) for row in tried if row.outlet not in known) else exits.OK


def _is_wrong(row: RunOutlet) -> bool:
    """True for an outlet that failed, or whose lists leave out days of the window."""
    return row.status in ("failed", "blocked") or bool((row.counts or {}).get("unseen_days"))


def _was_reached(row: RunOutlet) -> bool:
    """True for an outlet that told of articles, of which none came."""
    return bool((row.counts or {}).get("nothing_in"))


def _crawl_networks(process: AsyncCrawlerProcess, run: Run, planned: Sequence[Planned]) -> None:
    from twisted.internet import reactor  # installed by the process, and not to be imported before

    core: Any = reactor

    queues: dict[str, list[Planned]] = {}
    for each in planned:
        queues.setdefault(each.outlet.network_name(), []).append(each)

    async def in_turn(queue: list[Planned]) -> None:
        for number, each in enumerate(queue):
            if number:  # the next outlet's crawler knows nothing of the last request to the network
                await asyncio.sleep(process.settings.getfloat("DOWNLOAD_DELAY"))
            if not run.seconds_left(process.settings):
                reason = f"budget: RUN_MINUTES={process.settings['RUN_MINUTES']} used up before it began"
                _write_off(run, each.outlet.name, "interrupted", reason)
            elif not run.stopping:
                await _crawl_outlet(process, run, each)

    async def all_networks() -> None:
        await asyncio.gather(*(in_turn(queue) for queue in queues.values()))
        with suppress(ReactorNotRunning):  # it was told to stop by a signal
            core.stop()

    task = asyncio.get_event_loop().create_task(all_networks())
    process.start(stop_after_crawl=False)
    if not task.done():
        run.stopping = True
    elif (error := task.exception()) is not None:
        raise error


async def _crawl_outlet(process: AsyncCrawlerProcess, run: Run, each: Planned) -> None:
    """One outlet; what breaks in starting it is its own failure."""
    try:
        crawler = process.create_crawler(each.outlet)
        limit = outlet_orders.in_force(run.archive, run.now()).get(each.outlet.name, "limit")
        crawler.settings.update(limited(limit.detail if limit else {}, process.settings), priority="cmdline")
        await process.crawl(crawler, run=run, window=each.window)
    except Exception as error:
        _write_off(run, each.outlet.name, "failed", line_of(error, None))


def _write_off(run: Run, outlet: str, status: str, reason: str) -> None:
    """Writes the row of an outlet that was not crawled."""
    run.archive.finish_outlet(
        run.run_id, outlet, status=status, reason=reason, ended_at=run.now(), seconds=0.0, counts={}
    )
    run.progress.ended(outlet)
