"""A night: which outlets are crawled, in which order, and what the exit code says of it.

Outlets of one network are crawled in turn, networks side by side: thirty bureaus on thirty hosts, started together,
would be thirty streams into one company.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning

from crawler import exits
from crawler.browser import chromium
from crawler.configuration import UsageFailure, acknowledged_networks
from crawler.loader import OutletLoader, outlet_classes
from crawler.logs import write_harmlessly
from crawler.outlet import OutletSpider
from crawler.reextraction import Reextraction
from crawler.run import WARC_FOLDER, Run
from crawler.window import Window
from storage import history
from storage.models import RunOutlet


@dataclass(frozen=True, slots=True)
class Planned:
    """An outlet to crawl, and the window to crawl."""

    outlet: type[OutletSpider]
    window: Window


@dataclass(frozen=True, slots=True)
class Plan:
    """What a night does: ``skipped`` and ``broken`` map an outlet's name to the reason."""

    planned: tuple[Planned, ...]
    skipped: dict[str, str]
    broken: dict[str, str]


def plan(
    settings: Settings,
    run: Run,
    *,
    names: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Plan:
    """What to crawl. ``names`` empty is every outlet; without ``since`` each has the window of its own history.

    Raises ``UsageFailure`` for an unknown outlet or a window that ends before it begins.
    """
    loader = OutletLoader.from_settings(settings)
    known = sorted({*loader.list(), *loader.broken})
    check_names(names, known)
    planned, skipped = [], {}
    for name in names or known:
        if name in loader.broken:
            continue
        outlet = loader.load(name)
        if not issubclass(outlet, OutletSpider):
            continue
        if reason := why_skipped(outlet, settings):
            skipped[name] = reason
            continue
        own = run.window(name, settings)
        window = Window(since or own.since, until)
        if window.until is not None and window.until <= window.since:
            raise UsageFailure(f"the window ends ({window.until}) before it begins ({window.since}); mend --until")
        planned.append(Planned(outlet, window))
    return Plan(
        tuple(planned), skipped, {name: why for name, why in loader.broken.items() if not names or name in names}
    )


def check_names(names: Iterable[str], known: Sequence[str]) -> None:
    """Raises ``UsageFailure`` when one of ``names`` is no outlet."""
    for name in names:
        if name not in known:
            near = get_close_matches(name, known)
            meant = f" (is it {' or '.join(near)}?)" if near else ""
            raise UsageFailure(f"there is no outlet {name!r}{meant}; `scrapy outlets` lists them")


def why_skipped(outlet: type[OutletSpider], settings: Settings) -> str | None:
    """Why an outlet is not crawled: paused, its terms not acknowledged, or no browser; ``None`` when it is."""
    if outlet.paused:
        return f"paused: {outlet.paused}"
    if outlet.terms and outlet.network_name() not in acknowledged_networks(settings):
        return f"needs permission under its terms; with it, set KLIPING_TERMS_ACKNOWLEDGED={outlet.network_name()}"
    if outlet.rendered and chromium(settings) is None:
        return "its pages need a browser: install Debian's chromium, or set KLIPING_CHROMIUM"
    return None


def crawl(settings: Settings, run: Run, plan: Plan) -> list[RunOutlet]:
    """Crawls what is planned and gives the outlets' rows. Blocks until the last outlet has ended."""
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
        _crawl_networks(AsyncCrawlerProcess(settings), run, planned)


def _complete(settings: Settings, run: Run) -> None:
    """Reads what a killed run had fetched and not come to read: it is in the archive, and not asked for again."""
    again = Reextraction(run.archive, run.folder / WARC_FOLDER, outlet_classes(settings), run.workers, settings)
    again.complete(run.left_by_killed, now=run.now())
    run.archive.account_for_crashed()
    history.restore(run.archive, run.folder)  # with a new database, these may be all its articles
    run.archive.mark_read()


def exit_code(run: Run, outlets: Sequence[RunOutlet]) -> int:
    """What the night's outlets say: an outlet skipped for its terms is no failure."""
    tried = [row.status for row in outlets if row.status != "skipped"]
    failed = [status for status in tried if status in ("failed", "blocked")]
    if run.stopping:
        return exits.INTERRUPTED
    if tried and len(failed) == len(tried):
        return exits.NO_OUTLET
    return exits.DEGRADED if failed else exits.OK


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
        await process.crawl(each.outlet, run=run, window=each.window)
    except Exception as error:
        _write_off(run, each.outlet.name, "failed", f"{type(error).__name__}: {error}".splitlines()[0])


def _write_off(run: Run, outlet: str, status: str, reason: str) -> None:
    """Writes the row of an outlet that was not crawled."""
    run.archive.finish_outlet(
        run.run_id, outlet, status=status, reason=reason, ended_at=run.now(), seconds=0.0, counts={}
    )
    run.progress.ended(outlet)
