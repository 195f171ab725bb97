"""``scrapy plot``: pictures of the archive, and the data behind them."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.annotation.gazetteer import gazetteer
from crawler.cli.command import BaseCommand
from crawler.cli.filters import SYNTAX, add_filters, selection
from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from storage.export.plot_files import SUBJECTS, drawn

_WANTED = {
    "events": "dated event (scrapy cluster makes them)",
    "coverage": "crawl",
    "outlets": "copies",
    "network": "copies",
}
"""The subject's rows, for when there are none."""


class Command(BaseCommand):
    """Draw events, coverage, and who copies whom.

    Writes SVG, PNG and the data behind (CSV): events (a week, by province; and hours from first to last report),
    coverage (outlet by day), outlets or network (who copies whom). Filters as of scrapy export; coverage heeds --since,
    --until, --outlet and --network.

    Example: scrapy plot events --output pictures
    """

    arguments = f"{'|'.join(SUBJECTS)} [--output DIR] {SYNTAX}"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--output", "-o", metavar="DIR", default=".", help="folder of the files (default: here)")
        add_filters(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0] not in SUBJECTS:
            given = ", ".join(map(repr, map(shown, args))) or "none"
            raise UsageFailure(f"give one of {', '.join(SUBJECTS)} (given: {given}); see scrapy plot --help")
        names = {code: one.name for code, one in gazetteer().regions.items()}
        with self.archive() as archive:
            pictures = drawn(archive, args[0], selection(opts), region_names=names)
        if not pictures:
            raise UsageFailure(f"nothing to draw of {args[0]}: no {_WANTED[args[0]]} in the archive, or fewer filters")
        folder = Path(opts.output)
        folder.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            for path in picture.write(folder):
                print(shown(str(path)))
