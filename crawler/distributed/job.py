"""The work of a worker's child process: one outlet of a run, or the closing of a run."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy.settings import Settings

from crawler.cli import exits
from crawler.cli.logs import write_harmlessly
from crawler.config import data_folder
from crawler.crawling.run import Run
from crawler.crawling.spider import OutletSpider
from crawler.distributed.fence import fenced
from crawler.distributed.queue import CLOSE, CRAWL, OutletJob
from crawler.night.closing import close_night, report_night
from crawler.night.crawl import crawl_planned
from crawler.night.plan import Planned
from crawler.outlets.loader import OutletLoader
from crawler.outlets.window import Window
from storage.data_folder import LOGS_FOLDER
from storage.health.machine import NIGHTLY

_SETTLED = ("completed", "failed", "blocked", "skipped")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A job as its child is given it: ``task`` and ``arguments`` are those of the queue, ``writer`` is the child."""

    task: str
    arguments: dict[str, Any]
    writer: str

    @classmethod
    def from_json(cls, text: str) -> Assignment:
        """Read an assignment that ``worker`` has written."""
        return cls(**json.loads(text))


def perform(settings: Settings, address: str, assignment: Assignment) -> int:
    """Do the job and return the exit code: 0 when it need not be done again, 11 when it was told to stop.

    Raises :class:`~storage.raw.lock.Locked` when another process is at the same network.
    """
    logs = data_folder(settings) / LOGS_FOLDER
    logs.mkdir(exist_ok=True)
    name = f"{assignment.arguments['run_id']}--{assignment.writer}.log"
    settings.set("LOG_FILE", str(logs / name), priority="command")
    write_harmlessly()
    if assignment.task == CLOSE:
        with fenced(address, "closing"):
            return _close(settings, assignment)
    if not settings.getint("KLIPING_WORKERS"):
        settings.set("KLIPING_WORKERS", 1, priority="command")  # jobs side by side are what --concurrency is for
    assert assignment.task == CRAWL, assignment.task
    job = OutletJob(**assignment.arguments)
    outlet = OutletLoader.from_settings(settings).load(job.outlet)
    assert issubclass(outlet, OutletSpider)
    with fenced(address, f"network {outlet.network_name()}"):
        return _crawl(settings, assignment, job, outlet)


def _crawl(settings: Settings, assignment: Assignment, job: OutletJob, outlet: type[OutletSpider]) -> int:
    with Run.join(settings, NIGHTLY, job.run_id, writer=assignment.writer, began=job.began) as run:
        row = run.archive.run_outlet(job.run_id, job.outlet)
        if row is not None and row.status in _SETTLED:
            return exits.OK  # a worker died after that, and before it could say so
        time.sleep(settings.getfloat("DOWNLOAD_DELAY"))  # whoever had the network before may have asked just now
        crawl_planned(settings, run, (Planned(outlet, Window(*job.bounds)),))
        row = run.archive.run_outlet(job.run_id, job.outlet)
        if run.stopping:
            return exits.INTERRUPTED
        return exits.CRASH if row is None or row.status == "running" else exits.OK


def _close(settings: Settings, assignment: Assignment) -> int:
    run_id: str = assignment.arguments["run_id"]
    with Run.join(settings, NIGHTLY, run_id, writer=assignment.writer) as run:
        row = run.archive.run(run_id)
        if row is not None and row.status == "running":
            run.started -= max(0.0, _seconds(row.started_at, run.now()))
            close_night(settings, run, run.archive.run_outlets(run_id))
        else:  # who closed it died before the report: better a mail twice than none
            report_night(run.archive, settings, run_id, now=run.now())
        return exits.OK


def _seconds(began: datetime, now: datetime) -> float:
    return (now - began).total_seconds()
