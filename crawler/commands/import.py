"""``scrapy import``: a researcher's own collection into the archive."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import progress
from crawler.exceptions import UsageFailure
from crawler.importing import import_file
from crawler.outlets.loader import outlet_classes
from storage.archive.archive import Archive
from storage.export.folder import DESCRIPTOR
from storage.export.import_package import import_package


class Command(BaseCommand):
    """Import a collection of articles (JSON Lines or CSV), or an exported package.

    Imports articles from JSON Lines or CSV with the columns url, outlet, body, and where known title, published_at,
    network, authors, editors, relevant. They count as relevant unless the file says false or --filter is given. Outlets
    without a spider are welcome; the same file twice adds nothing; a file with a broken line is refused whole. Then run
    `scrapy cluster`. A folder that scrapy export wrote is taken back with its events, their ids and history, pairs and
    judgements; one without texts only into an archive that has no articles yet.

    Example: scrapy import my-articles.jsonl
    """

    arguments = "FILE|PACKAGE [--filter]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--filter", action="store_true", help="let the relevance rules decide about each article")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one file")
        path = Path(args[0])
        with self.locked_archive() as archive:
            if path.is_dir() or path.name == DESCRIPTOR:
                if opts.filter:
                    raise UsageFailure("--filter is for a file: the articles of a package are relevant already")
                print(_package(archive, self.folder, path if path.is_dir() else path.parent))
            else:
                print(self._file(archive, path, filtered=opts.filter))

    def _file(self, archive: Archive, path: Path, *, filtered: bool) -> str:
        outlets = outlet_classes(self.settings)
        counts = import_file(archive, path, outlets=outlets, now=self.now, filtered=filtered)
        return (
            f"{counts.total() - counts['relevant']} articles: {counts['new']} new, {counts['changed']} changed, "
            f"{counts['known']} known already; {counts['relevant']} relevant. Next: scrapy cluster"
        )


def _package(archive: Archive, data: Path, folder: Path) -> str:
    report = import_package(archive, data, folder, tick=progress("rows"))
    told = f"{report.new + report.known} articles: {report.new} new, {report.known} known already; "
    if report.grouped:
        return f"{told}{report.events} events, {report.pairs} pairs, {report.judgements} judgements as they were"
    return f"{told}{report.judgements} judgements. Next: scrapy cluster"
