"""``scrapy worker``: does the jobs of a night of several machines."""

from __future__ import annotations

import argparse
import logging
import sys

from croniter import croniter
from scrapy.exceptions import UsageError

from crawler.cli import exits
from crawler.cli.command import LOGGED
from crawler.cli.logs import write_harmlessly
from crawler.config import contact
from crawler.exceptions import UsageFailure
from crawler.notify.job import JobCommand
from crawler.notify.services import services
from crawler.outlets.loader import check_networks


class Command(JobCommand):
    """Crawl what `scrapy nightly --engine procrastinate` has planned, beside other workers.

    Takes the outlets of a planned night out of the queue in the archive's PostgreSQL database and crawls them, as other
    workers on other machines do, one network at a time among all of them; groups and reports when all are done. Each
    worker has a data folder of its own. SIGTERM or Ctrl-C: what it is at goes back into the queue. Killed, or cut off:
    the others take over after 3 x WORKER_BEAT_SECONDS. With KLIPING_SCHEDULE, a cron line in UTC, the workers plan the
    nights themselves. The queue's tables are made by whoever comes first. Exit codes: 0 told to stop, 2 wrong settings
    or no PostgreSQL, 3 disk full, 75 another run has the data folder.

    Example: KLIPING_DATABASE_URL=postgresql+psycopg://kliping@db/kliping scrapy worker --concurrency 4
    """

    arguments = "[--concurrency N]"
    default_settings = LOGGED
    job = "worker"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--concurrency", type=int, default=1, metavar="N", help="outlets at a time (default: 1)")
        parser.add_argument("--job", help=argparse.SUPPRESS)  # how a worker begins its children

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"{args[0]!r} is not understood")
        # the queue's library takes a fifth of a second to load, and every command loads this module
        from crawler.distributed.job import Assignment, perform
        from crawler.distributed.queue import server

        contact(self.settings)
        address = server(self.settings)
        if opts.job is not None:
            self.exitcode = perform(self.settings, address, Assignment.from_json(opts.job))
        else:
            self.exitcode = self._work(address, opts)
            if self.exitcode == exits.DISK_FULL:
                self.failure = "the process of an outlet found no room on the disk"

    def unattended(self, opts: argparse.Namespace) -> bool:
        """Return true but for a worker's child: its job is begun again, and the night tells of it."""
        return opts.job is None

    def _work(self, address: str, opts: argparse.Namespace) -> int:
        from crawler.distributed.worker import Worker

        if opts.concurrency < 1:
            raise UsageFailure(f"--concurrency {opts.concurrency}: give 1 or more")
        schedule = self.settings.get("KLIPING_SCHEDULE") or ""
        if schedule and not croniter.is_valid(schedule):
            raise UsageFailure(f"KLIPING_SCHEDULE={schedule!r} is no cron line; write it like '0 17 * * *' (UTC)")
        services(self.settings)  # what cannot be used is said now, not after a night
        check_networks(self.settings)
        write_harmlessly()
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s: %(message)s")
        quiet = {"procrastinate": logging.ERROR, "psycopg": logging.CRITICAL, "alembic": logging.WARNING}
        for name, level in quiet.items():
            logging.getLogger(name).setLevel(level)
        return Worker(self.settings, address, concurrency=opts.concurrency, options=opts.set or ()).run()
