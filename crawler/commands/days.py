"""``scrapy days``: which days the backfills have reached, and why not the others."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

from scrapy.exceptions import UsageError

from crawler.cli.command import BaseCommand
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from crawler.outlets.loader import outlet_classes
from storage.health.backfills import Progress, Reached, backfills, ranges


class Command(BaseCommand):
    """List the days that backfills have reached, and why not the others.

    For every backfill (a crawl with --until in the past): the days that each source has reached, how many of its pages
    are read and still to be read, and the days that no source has reached, with the reasons. Run the same crawl again
    on later nights until nothing is left to read.

    Example: scrapy days petisi
    """

    arguments = "[OUTLET] [--json]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1 or any(arg.startswith("-") for arg in args):
            raise UsageError(f"{args[-1]!r} is not understood")
        with self.archive() as archive:
            name = args[0] if args else None
            found = backfills(archive, name)
            if name is not None and not found and name not in outlet_classes(self.settings):
                raise UsageFailure(f"there is no outlet {shown(name)!r}; `scrapy outlets` lists them")
            if opts.json:
                print_json([_document(progress) for progress in found])
                return
            if not found:
                print("No backfill yet: `scrapy nightly --since DATE --until DATE` begins one.", file=sys.stderr)
            for progress in found:
                _show(progress)


def _document(progress: Progress) -> dict[str, Any]:
    sources = [
        {
            "source": source.source,
            "reached": [list(span) for span in ranges(sorted(source.days))],
            "pages_read": source.read,
            "pages_waiting": source.waiting,
            "why": source.why,
        }
        for source in progress.sources
    ]
    missing = [list(span) for span in progress.missing]
    return {
        "outlet": progress.outlet,
        "first": progress.first,
        "last": progress.last,
        "not_reached": missing,
        "sources": sources,
    }


def _show(progress: Progress) -> None:
    missing = progress.missing
    waiting = sum(source.waiting for source in progress.sources)
    total = (progress.last - progress.first).days + 1
    reached = total - sum((last - first).days + 1 for first, last in missing)
    print(f"{progress.outlet}: {progress.first} to {progress.last}, {reached} of {total} days reached", end="")
    print(f", {waiting} pages of sources to be read on" if waiting else "")
    for source in progress.sources:
        print(f"    {_line(source)}")
    for first, last in missing:
        print(f"    not reached: {_range(first, last)}")


def _line(source: Reached) -> str:
    days = ", ".join(_range(first, last) for first, last in ranges(sorted(source.days))) or "no day"
    pages = f"{source.read} pages read" + (f", {source.waiting} to be read" if source.waiting else "")
    return f"{shown(source.source)}: {days} ({pages}; {shown(source.why)})"


def _range(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
