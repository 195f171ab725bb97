"""The end of a night: events, page, message where one is due, deletion of old files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.cli import exits
from crawler.config import data_folder
from crawler.crawling import purging
from crawler.crawling.run import Run
from crawler.night.alerts import tell_night
from crawler.night.crawl import exit_code
from crawler.night.report import Checkup, checkup, night_report, write_page
from storage.archive.archive import Archive
from storage.data_folder import LOGS_FOLDER, REPORTS_FOLDER, WARC_FOLDER
from storage.events.update import EventsUpdated, update_events
from storage.exceptions import ArchiveError
from storage.health.report import NightReport
from storage.models import RunOutlet
from storage.raw.files import TORN
from storage.records import judgements, takedowns

KEPT_DAYS = {f"{LOGS_FOLDER}/*.log": 30, f"{REPORTS_FOLDER}/*.html": 365, f"{WARC_FOLDER}/{TORN}": 90}
"""Days after which files of these names in the data folder are deleted. The raw archive itself is kept for ever."""


def report_night(
    archive: Archive, settings: BaseSettings, run_id: str, *, now: datetime, found: Checkup | None = None
) -> NightReport:
    """Write the page of an ended run, and tell what needs a person.

    ``found`` are the verdicts at the run's end; they are worked out where they are not given. A failure is a line on
    stderr: it loses no night.
    """
    folder = data_folder(settings)
    run = archive.run(run_id)
    path = folder / REPORTS_FOLDER / f"{run_id}.html"
    page = night_report(archive, settings, folder, run, now=now, found=found)
    try:
        write_page(page, path)
        sys.stderr.write(f"Report: {path}\n")
    except ArchiveError as error:
        sys.stderr.write(f"no report: {error}\n")
    tell_night(settings, page, path)
    return page


@dataclass(frozen=True, slots=True)
class Closed:
    """The outcome of a night: exit code, new events, page."""

    code: int
    events: EventsUpdated
    page: NightReport


def close_night(settings: BaseSettings, run: Run, outlets: Sequence[RunOutlet]) -> Closed:
    """End a night whose outlets are settled: events, purges, end of the run, page, deletion of old files."""
    # decisions of people that met a database that was held
    takedowns.restore(run.archive, run.folder)
    judgements.restore(run.archive, run.folder)
    events = update_events(run.archive, now=run.now())
    found = checkup(run.archive, settings, run.folder, now=run.now())
    known = {health.outlet for health in found.healths if health.acknowledged}
    code = exit_code(run, outlets, known=known)
    if code == exits.OK and found.person_needed:
        code = exits.DEGRADED
    interrupted = code == exits.INTERRUPTED
    if found.pages_lost:
        code = exits.INVARIANT
    run.end_records()
    purging.finish(run.archive, run.folder, now=run.now())
    run.finish("interrupted" if interrupted else "completed", code)
    page = report_night(run.archive, settings, run.run_id, now=run.now(), found=found)
    prune(run.folder, now=run.now())
    return Closed(code, events, page)


def prune(folder: Path, *, now: datetime) -> int:
    """Delete logs, pages and torn ends older than ``KEPT_DAYS``; return how many."""
    deleted = 0
    for pattern, days in KEPT_DAYS.items():
        oldest = (now - timedelta(days=days)).timestamp()
        for path in folder.glob(pattern):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                deleted += 1
    return deleted
