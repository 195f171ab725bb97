"""``scrapy import``: a researcher's own collection into the archive."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.annotation.places import region
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import progress
from crawler.crawling.run import article_fields
from crawler.exceptions import UsageFailure
from crawler.importing import import_file
from crawler.items import ArticleItem
from crawler.outlets.loader import outlet_classes
from storage.archive.archive import Archive
from storage.export.folder import DESCRIPTOR
from storage.export.import_package import import_package
from storage.raw.lock import DataLock


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
        with DataLock(self.folder), self.archive() as archive:
            if path.is_dir() or path.name == DESCRIPTOR:
                if opts.filter:
                    raise UsageFailure("--filter is for a file: the articles of a package are relevant already")
                print(_package(archive, self.folder, path if path.is_dir() else path.parent))
            else:
                print(self._file(archive, path, filtered=opts.filter))

    def _file(self, archive: Archive, path: Path, *, filtered: bool) -> str:
        outlets = outlet_classes(self.settings)
        now = self.now
        counts: Counter[str] = Counter()
        known = {row.name for row in archive.outlets()}

        def keep(item: ArticleItem) -> None:
            if item.outlet not in known:
                outlet = outlets.get(item.outlet)
                archive.save_outlet(
                    name=item.outlet,
                    title=outlet.title if outlet else item.outlet,
                    site=outlet.site if outlet else None,
                    network=item.network,
                    family=outlet.family() if outlet else None,
                    region_code=outlet.region if outlet else None,
                    region=region(outlet.region).name if outlet else None,
                )
                known.add(item.outlet)
            counts[archive.save_article(article_fields(item), now=now)] += 1
            counts["relevant"] += bool(item.relevant)

        import_file(path, outlets=outlets, now=now, filtered=filtered, keep=keep)
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
