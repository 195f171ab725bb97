"""``scrapy export``: a data package for research."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler import VERSION
from crawler.cli.command import BaseCommand
from crawler.cli.filters import SYNTAX, add_filters, selection
from crawler.cli.terminal import progress, shown
from crawler.exceptions import UsageFailure
from storage.export.formats import FORMATS
from storage.export.package import export


class Command(BaseCommand):
    """Export events, articles and the evidence as a data package.

    Writes events, articles, outlets, coverage, pairs, judgements, event_ids and history with datapackage.json,
    codebook, CITATION.cff and README into DIR, as a whole or not at all. DIR is replaced only if an export wrote it. An
    event is exported when one of its articles matches, and its counts describe the whole event. Dates are inclusive
    days, Asia/Jakarta unless given with an offset. scrapy import DIR takes it back.

    Example: scrapy export paket --format parquet --since 2024-10-15 --region 35
    """

    arguments = f"DIR [--format FORMAT] [--with-text] {SYNTAX}"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=FORMATS, default="csv", help="of the tables (default: csv)")
        add_filters(parser)
        parser.add_argument("--with-text", action="store_true", help="full texts, for your own analysis only")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0].startswith("-"):
            given = ", ".join(map(repr, map(shown, args))) or "none"
            raise UsageFailure(f"give one folder to write into (given: {given}); see scrapy export --help")
        folder = Path(args[0])
        with self.archive() as archive:
            report = export(
                archive,
                folder,
                format=opts.format,
                selection=selection(opts),
                with_text=opts.with_text,
                version=VERSION,
                tick=progress("rows"),
            )
        print(
            f"{shown(str(folder))}: {report.events} events, {report.articles} articles, {report.outlets} outlets, "
            f"{report.coverage} days of coverage, {report.pairs} pairs, {report.judgements} judgements"
        )
        if report.without_event:
            print(f"{report.without_event} articles have no event yet: run `scrapy cluster`.", file=sys.stderr)
        elif not report.articles:
            print("No article matches; try fewer filters, or run `scrapy nightly`.", file=sys.stderr)
