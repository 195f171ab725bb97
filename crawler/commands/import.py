"""``scrapy import``: a researcher's own collection into the archive."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import exits
from crawler.configuration import clock, data_folder, database_url
from crawler.importing import import_file
from crawler.items import ArticleItem
from crawler.loader import outlet_classes
from crawler.places import region
from crawler.run import article_fields
from storage.archive import Archive
from storage.lock import DataLock


class Command(ScrapyCommand):
    """Import articles."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return "FILE [--filter]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Import a collection of articles (JSON Lines or CSV)"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Imports articles from JSON Lines or CSV with the columns url, outlet, body, and where known title, "
            "published_at, network, authors, editors, relevant. They count as relevant unless the file says false or "
            "--filter is given. Outlets without a spider are welcome; the same file twice adds nothing; a file with a "
            "broken line is refused whole. Then run `scrapy cluster`. Example: scrapy import my-articles.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--filter", action="store_true", help="let the relevance rules decide about each article")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Imports the file."""
        if len(args) != 1:
            raise UsageError("give one file")
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            outlets = outlet_classes(settings)
            now = clock(settings)()
            counts: Counter[str] = Counter()
            with DataLock(data_folder(settings)), Archive.open(database_url(settings)) as archive:
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

                import_file(Path(args[0]), outlets=outlets, now=now, filtered=opts.filter, keep=keep)
        if not self.exitcode:
            print(
                f"{counts.total() - counts['relevant']} articles: {counts['new']} new, {counts['changed']} changed, "
                f"{counts['known']} known already; {counts['relevant']} relevant. Next: scrapy cluster"
            )
