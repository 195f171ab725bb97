"""``scrapy import``: a researcher's own collection into the archive."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.cli.command import BaseCommand
from crawler.cli.progress import row_progress
from crawler.cli.terminal import progress, shown
from crawler.exceptions import UsageFailure
from crawler.importing.collection import LeftOutFile, Refused, Report, check, take_in
from crawler.importing.files import is_package
from crawler.importing.understanding import Understood, Wishes, column_map, understand_all
from crawler.outlets.loader import outlet_classes
from storage.archive.archive import Archive
from storage.archive.intake import CollectionFacts, has_collection
from storage.data_folder import WARC_FOLDER
from storage.export.import_package import import_package


class Command(BaseCommand):
    """Import a collection of articles as it is (CSV, Excel, JSON, Parquet, WARC, a folder), or an exported package.

    The columns are recognised by their names in Indonesian and English, or by what is in them; --dry-run shows how the
    file is understood, and keeps nothing. Articles count as relevant unless a column says otherwise or --filter is
    given. Nothing is imported when a row is faulty: all faults are shown, and --skip-bad leaves such rows out. The same
    file twice adds nothing; what is known of an article is never erased, and what a crawl fetched stays as it is. Then
    run `scrapy cluster`. A folder that scrapy export wrote is taken back with its events, their ids and history, pairs
    and judgements; one without texts only into an archive that has no articles yet.

    Example: scrapy import berita.csv --dry-run
    """

    arguments = "FILE|FOLDER|PACKAGE [--dry-run] [--map FIELD=COLUMN,…] [--outlet NAME] [--skip-bad FILE] [--filter]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--dry-run", action="store_true", help="show how the collection is understood and what is wrong with it")
        add(
            "--map",
            metavar="FIELD=COLUMN,…",
            default="",
            help="columns by hand: body=isi,title=judul; url= leaves it out",
        )
        add("--outlet", metavar="NAME", help="the outlet of all articles; else a column, or the host of the address")
        add("--date-format", metavar="FORMAT", help="day-first, month-first, or a format such as %%d/%%m/%%Y %%H:%%M")
        add("--timezone", metavar="ZONE", default="Asia/Jakarta", help="of dates that name none: WIB, WITA, +07:00")
        add("--skip-bad", metavar="FILE", help="leave faulty rows out and write them to FILE (.csv or JSON Lines)")
        add("--filter", action="store_true", help="let the relevance rules decide about each article")
        add("--collection", metavar="NAME", help="name of the collection in the archive; else that of the file")
        add("--title", metavar="TEXT", help="title of the collection, for exports")
        add("--licence", metavar="TEXT", help="licence of the collection, for exports")
        add("--source", metavar="TEXT", help="where the collection comes from, for exports: an address, a citation")
        add("--yes", action="store_true", help="do not ask before the first import of a collection")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one file or folder")
        path = Path(args[0])
        if is_package(path):
            if opts.filter:
                raise UsageFailure("--filter is for a collection: the articles of a package are relevant already")
            with self.locked_archive() as archive:
                print(_package(archive, self.folder, path if path.is_dir() else path.parent))
            return
        wishes = Wishes(
            columns=column_map(opts.map),
            outlet=opts.outlet,
            date_format=opts.date_format,
            timezone=opts.timezone,
            filtered=opts.filter,
        )
        with row_progress("read") as tick:
            tables = understand_all(path, wishes, outlet_classes(self.settings), self.now, tick=tick)
        if opts.dry_run:
            _say(line for table in tables for line in table.lines())
            self._checked(tables)
            return
        facts = CollectionFacts(
            name=opts.collection or path.resolve().name.partition(".")[0],
            title=opts.title,
            licence=opts.licence,
            source=opts.source,
        )
        with self.locked_archive() as archive:
            if not opts.yes and not _agreed(archive, facts.name, tables):
                raise UsageFailure("nothing was imported")
            print(self._taken(archive, tables, facts, wishes, opts.skip_bad))

    def _checked(self, tables: list[Understood]) -> None:
        report = Report()
        with row_progress("checked", total=sum(one.count for one in tables)) as tick:
            check(tables, report, tick=tick)
        _say(report.lines(several=len(tables) > 1))
        if report.faults.count:
            raise UsageFailure(_refusal(report, tables))
        print(
            f"{report.read} articles of {len(report.outlets)} outlets, {report.dated} with a date; nothing was imported"
        )

    def _taken(
        self, archive: Archive, tables: list[Understood], facts: CollectionFacts, wishes: Wishes, skip_bad: str | None
    ) -> str:
        with (
            LeftOutFile(Path(skip_bad) if skip_bad else None, tables) as left_out,
            row_progress("imported", total=sum(one.count for one in tables)) as tick,
        ):
            try:
                report = take_in(
                    archive,
                    tables,
                    facts,
                    wishes,
                    folder=self.folder / WARC_FOLDER,
                    now=self.now,
                    left_out=left_out,
                    tick=tick,
                )
            except Refused as refused:
                raise UsageFailure(_refusal(refused.report, tables)) from None
        _say(report.lines(several=len(tables) > 1))
        return report.summary()


def _refusal(report: Report, tables: list[Understood]) -> str:
    lines = list(report.faults.lines(several=len(tables) > 1))
    if not lines:
        return f"no rows in {tables[0].table.name}: nothing was imported"
    if len(lines) > 1:
        _say(f"  {line}" for line in lines)
        lines = [f"{report.faults.count} rows of {report.faults.count + report.read} cannot be taken"]
    without = "; --map url= takes all rows without an address" if report.faults.has("no address") else ""
    columns = f"--skip-bad FILE leaves such rows out{without}; columns: {', '.join(tables[0].columns.found)}"
    return f"{tables[0].table.name}, {lines[0]}; nothing was imported ({columns})"


def _agreed(archive: Archive, name: str, tables: list[Understood]) -> bool:
    """Shows how a collection is understood before it is imported for the first time, and asks, at a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or has_collection(archive, name):
        return True
    _say(line for table in tables for line in table.lines())
    sys.stderr.write("Import it so? [Y/n] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("", "y", "yes", "ya")


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stderr.write(f"{shown(line)}\n")


def _package(archive: Archive, data: Path, folder: Path) -> str:
    report = import_package(archive, data, folder, tick=progress("rows"))
    told = f"{report.new + report.known} articles: {report.new} new, {report.known} known already; "
    if report.grouped:
        return f"{told}{report.events} events, {report.pairs} pairs, {report.judgements} judgements as they were"
    return f"{told}{report.judgements} judgements. Next: scrapy cluster"
