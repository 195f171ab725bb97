"""``scrapy nightly``: the one command behind cron or a timer."""

from __future__ import annotations

import argparse
import logging
import sys

from scrapy.exceptions import UsageError

from crawler.cli import exits
from crawler.cli.command import LOGGED
from crawler.cli.progress import night_progress
from crawler.cli.terminal import shown
from crawler.config import contact, parse_since, parse_until
from crawler.crawling.run import Run, new_run_id
from crawler.exceptions import UsageFailure
from crawler.night.closing import close_night
from crawler.night.crawl import crawl
from crawler.night.plan import Plan, plan_night
from crawler.night.preflight import preflight
from crawler.night.report import in_lines
from crawler.notify.job import JobCommand
from crawler.notify.services import services
from crawler.outlets.loader import check_networks
from storage.archive.runs import ENGINE
from storage.data_folder import LOGS_FOLDER
from storage.events.update import EventsUpdated, count_events
from storage.health.machine import NIGHTLY
from storage.health.report import NightReport
from storage.models import RunOutlet
from storage.records.outlet_orders import in_force


class Command(JobCommand):
    """Crawl all outlets and group what is new into events.

    Crawls every outlet (networks side by side, outlets of one network in turn), groups what is new into events, and
    prints a line an outlet. Exit codes: 0 ok, 2 wrong settings or arguments, 3 disk full, 10 an outlet failed or a
    person is needed, 11 interrupted, 12 no outlet could be reached, 70 the raw archive has lost pages, 75 another run
    has the data folder. Writes the night's page into reports/ and tells those of KLIPING_NOTIFY what needs a person
    (see scrapy alert --help). With --engine procrastinate the night is only planned, and the workers of any number of
    machines do it (see scrapy worker --help; 75: the last night is not closed).

    Example: KLIPING_CONTACT=you@your-domain.id scrapy nightly --since 2024-11-01
    """

    arguments = "[--outlets a,b] [--since DATE] [--until DATE] [--dry-run] [--engine procrastinate [--wait]]"
    default_settings = LOGGED
    job = "nightly"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlets", metavar="NAMES", help="only these outlets, comma-separated")
        parser.add_argument("--since", metavar="DATE", help="first day (default: since the last completed night)")
        parser.add_argument("--until", metavar="DATE", help="last day (default: today)")
        parser.add_argument(
            "--engine", choices=["procrastinate"], help="leave the crawling to workers (scrapy worker), by PostgreSQL"
        )
        parser.add_argument("--wait", action="store_true", help="with --engine: wait for the workers, show the outcome")
        parser.add_argument("--dry-run", action="store_true", help="say what would be crawled and why, ask nothing")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"{args[0]!r} is not understood")
        self.exitcode = self._night(opts)

    def _night(self, opts: argparse.Namespace) -> int:
        contact(self.settings)
        check_networks(self.settings)
        services(self.settings)  # what cannot be used is said now, not after the night
        if opts.engine is not None:
            return self._planned(opts)
        if opts.wait:
            raise UsageFailure("--wait is for nights of several workers: give --engine procrastinate as well")
        with Run.open(self.settings, NIGHTLY) as run:
            preflight(run.archive, self.folder, now=run.now())
            if not self.settings.get("LOG_FILE"):
                logs = self.folder / LOGS_FOLDER
                logs.mkdir(exist_ok=True)
                logging.raiseExceptions = False  # a full disk is said once, not with every line of the log
                self.settings.set("LOG_FILE", str(logs / f"{run.run_id}.log"), priority="command")
            plan = self._plan(run, opts)
            if opts.dry_run:
                _show_plan(plan)
                return exits.OK
            with night_progress(len(plan.planned) + len(plan.skipped) + len(plan.broken)) as run.progress:
                rows = crawl(self.settings, run, plan)
            closed = close_night(self.settings, run, rows)
            _show_outlets(rows)
            _show_events(closed.events, count_events(run.archive))
            _show_page(closed.page)
            print(f"Log: {self.settings['LOG_FILE']}", file=sys.stderr)
            return closed.code

    def _plan(self, run: Run, opts: argparse.Namespace) -> Plan:
        since = parse_since(opts.since) if opts.since else None
        until = parse_until(opts.until) if opts.until else None
        names = tuple(name.strip() for name in (opts.outlets or "").split(",") if name.strip())
        orders = in_force(run.archive, run.now())
        return plan_night(self.settings, run, names=names, since=since, until=until, orders=orders)

    def _planned(self, opts: argparse.Namespace) -> int:
        """Plans the night for workers."""
        # the queue's library takes a fifth of a second to load, and every command loads this module
        from crawler.distributed.planning import defer_night, follow
        from crawler.distributed.queue import server

        address = server(self.settings)
        now = self.now
        with Run.join(self.settings, NIGHTLY, new_run_id(now), writer="planning") as run:
            run.settings = {**run.settings, ENGINE: opts.engine}
            preflight(run.archive, run.folder, now=now)
            plan = self._plan(run, opts)
            if opts.dry_run:
                _show_plan(plan)
                return exits.OK
            defer_night(address, run, plan)
            told = f"run {run.run_id}: {len(plan.planned)} outlets are in the queue"
            if not opts.wait:
                print(f"{told}; scrapy worker crawls them, scrapy runs {run.run_id} says how far they are")
                return exits.OK
            print(told, file=sys.stderr)
            follow(address, run, lambda left: print(f"{left} outlets left", file=sys.stderr))
            _show_outlets(run.archive.run_outlets(run.run_id))
            row = run.archive.run(run.run_id)
            assert row is not None
            return exits.CRASH if row.exit_code is None else row.exit_code


def _show_page(page: NightReport) -> None:
    for line in in_lines(page.troubled):
        print(shown(line))
    for alert in page.house:
        print(f"{alert.rule}: {shown(alert.message)}")
    for health in page.recovered:
        print(f"{health.outlet} is well again; it was {shown(health.recovered or '')}")


def _show_plan(plan: Plan) -> None:
    for each in plan.planned:
        until = f"{each.window.until:%Y-%m-%d %H:%M}" if each.window.until else "now"
        labels = ", ".join(source.label for source in each.outlet.sources)
        print(f"{each.outlet.name}: from {each.window.since:%Y-%m-%d %H:%M} to {until}, through {labels}")
    for name, reason in sorted({**plan.skipped, **plan.broken}.items()):
        print(f"{name}: not crawled, {reason}")


def _show_outlets(rows: list[RunOutlet]) -> None:
    print(f"{'outlet':<22} {'status':<12} {'pages':>6} {'new':>5} {'articles':>9}  note")
    for row in rows:
        counts = row.counts
        print(
            f"{row.outlet:<22} {row.status:<12} {counts.get('pages', 0):>6} {counts.get('new', 0):>5} "
            f"{counts.get('articles', 0):>9}  {shown(row.reason or '')}".rstrip()
        )


def _show_events(events: EventsUpdated, total: int) -> None:
    print(
        f"{events.articles_new} articles grouped; {events.events_new} new events, {events.events_grown} grown, "
        f"{total} in all"
    )
