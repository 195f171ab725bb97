"""``scrapy report``: a night on one page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from crawler.night.report import night_report, write_page
from storage.archive.archive import Archive
from storage.data_folder import REPORTS_FOLDER
from storage.models import Run


class Command(BaseCommand):
    """Write a night as one HTML page: verdict, what is new, outlets, problems, plots.

    Writes one HTML file that needs nothing else, readable on a phone: the verdict, problems and what to do, what is
    new, the outlets with their last 28 nights, plots. Of the last night, or of the run that is named. Prints the file's
    path. Every night writes its own into the data folder's reports/.

    Example: scrapy report --output night.html
    """

    arguments = "[--run ID] [--output FILE]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", metavar="ID", help="the run (default: the last one)")
        # `-o` belongs to nobody here: Scrapy's own --output is that of `crawl` and `runspider`
        parser.add_argument("--output", metavar="FILE", help="the file (default: reports/RUN.html in the data folder)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood; a run is named with --run")
        folder = self.folder
        with self.archive() as archive:
            run = _chosen(archive, opts.run)
            name = f"{run.run_id if run else 'none'}.html"
            path = Path(opts.output) if opts.output else folder / REPORTS_FOLDER / name
            page = night_report(archive, self.settings, folder, run, now=self.now)
            write_page(page, path)
        print(page.verdict, file=sys.stderr)
        print(path)


def _chosen(archive: Archive, run_id: str | None) -> Run | None:
    if run_id is None:
        return next(iter(archive.runs(1)), None)
    run = archive.run(run_id)
    if run is None:
        raise UsageFailure(f"there is no run {shown(run_id)!r}; `scrapy runs` lists them")
    return run
