"""``scrapy export``: a data package for research."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.cli import exits
from crawler.cli.filters import SYNTAX, add_filters, selection
from crawler.cli.terminal import progress, shown
from crawler.config import database_url
from crawler.crawling.run import VERSION
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.export.formats import FORMATS
from storage.export.package import export


class Command(ScrapyCommand):
    """Export a data package."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return f"DIR [--format FORMAT] [--with-text] {SYNTAX}"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Export events, articles and the evidence as a data package"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Writes events, articles, outlets, coverage, pairs, judgements, event_ids and history with datapackage.json"
            ", codebook, CITATION.cff and README into DIR, as a whole or not at all. DIR is replaced only if an export "
            "wrote it. An event is exported when one of its articles matches, and its counts describe the whole event. "
            "Dates are inclusive days, Asia/Jakarta unless given with an offset. scrapy import DIR takes it back. "
            "Example: scrapy export paket --format parquet --since 2024-10-15 --region 35"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--format", choices=FORMATS, default="csv", help="of the tables (default: csv)")
        add_filters(parser)
        parser.add_argument("--with-text", action="store_true", help="full texts, for your own analysis only")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exports."""
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            if len(args) != 1 or args[0].startswith("-"):
                given = ", ".join(map(repr, map(shown, args))) or "none"
                raise UsageFailure(f"give one folder to write into (given: {given}); see scrapy export --help")
            folder = Path(args[0])
            with Archive.open(database_url(settings)) as archive:
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
