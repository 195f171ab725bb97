"""``scrapy reextract``: articles again, from the raw archive, with today's rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import NO_PAGES, progress, shown
from crawler.config import parse_since
from crawler.crawling import purging
from crawler.exceptions import UsageFailure
from crawler.extraction.pool import Workers
from crawler.outlets.loader import check_names, outlet_classes
from crawler.reextraction.changes import Changes
from crawler.reextraction.reextract import Reextraction
from storage.data_folder import WARC_FOLDER
from storage.integrity.recovery import bring_together
from storage.integrity.verification import count_captures
from storage.raw.lock import Locked
from storage.records import history, judgements, outlet_orders, takedowns

_KINDS = {"new": "new", "changed": "changed", "dismissed": "no longer relevant", "decision": "other decisions revised"}
_LONGEST = 60


class Command(BaseCommand):
    """Read the archived pages again with today's rules, and say what changes.

    Reads every archived article page again with today's rules and says which fields of which articles change; a page
    that was off topic and is not any more becomes an article, and the other way round. Nothing is written without
    --apply. With the database lost, --apply rebuilds the articles from the WARC files alone; runs, events, judgements
    and takedowns come back from the *.jsonl files in the data folder. It may be stopped at any time and run again; run
    scrapy cluster after it. After nights of several machines, copy their WARC files into one folder first. Exit codes:
    0 ok, 2 bad arguments, 10 a record is damaged or a page cannot be read (it is named and passed over), 70 the
    database points at bytes that are not there, 75 a crawl is under way.

    Example: scrapy reextract --outlet petisi --since 2024-11-01
    """

    arguments = "[--outlet NAME] [--since DATE] [--apply]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="NAME", help="only pages of this outlet")
        parser.add_argument("--since", metavar="DATE", help="only pages fetched on this day or later")
        parser.add_argument("--apply", action="store_true", help="write what changes")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood; see scrapy reextract --help")
        self.exitcode = self._reextract(opts)

    def _reextract(self, opts: argparse.Namespace) -> int:
        since = parse_since(opts.since) if opts.since else None
        outlets = outlet_classes(self.settings)
        if opts.outlet:
            check_names((opts.outlet,), sorted(outlets))
        folder = self.folder
        with self.locked_archive() as archive, Workers(self.settings.getint("KLIPING_WORKERS") or None) as workers:
            for run in archive.shared_runs():  # its workers are writing files that are not in this folder
                raise Locked(f"run {run.run_id} of {run.started_at:%Y-%m-%d %H:%M}Z is not closed: try again after it")
            damaged = bring_together(archive, folder / WARC_FOLDER).damaged
            takedowns.restore(archive, folder)
            purging.finish(archive, folder, now=self.now)
            history.restore(archive, folder)
            judgements.restore(archive, folder)
            outlet_orders.restore(archive, folder)
            again = Reextraction(archive, folder / WARC_FOLDER, outlets, workers, self.settings, tick=progress("pages"))
            again.compare(outlet=opts.outlet, since=since)
            self._settle(again, opts)
            return _told(again.changes, damaged)

    def _settle(self, again: Reextraction, opts: argparse.Namespace) -> None:
        """Print what changes, and write it when asked to."""
        for line in _described(again.changes):
            print(line)
        if opts.apply:
            print(f"{again.apply(now=self.now)} changes written. Next: scrapy cluster")
            history.restore(again.archive, self.folder)  # to the articles that are there only now
            if not (opts.outlet or opts.since):
                again.archive.mark_read()
        elif again.changes.pages(*_KINDS):
            print("Nothing was written; --apply writes the changes.")
        elif not again.changes.pages() and not count_captures(again.archive):
            print(NO_PAGES, file=sys.stderr)


def _told(changes: Changes, damaged: list[str]) -> int:
    """Prints what went wrong; gives the exit code."""
    for name, count in sorted(changes.unread.items()):
        print(f"{shown(name)}: {count} captures not read, it has no spider", file=sys.stderr)
    problems = [*damaged, *changes.problems]
    for problem in problems:
        print(shown(problem), file=sys.stderr)
    return exits.DEGRADED if problems else exits.OK


def _described(changes: Changes) -> Iterator[str]:
    for name, outlet in sorted(changes.outlets.items()):
        kinds = "".join(f", {outlet.kinds[kind]} {words}" for kind, words in _KINDS.items() if outlet.kinds[kind])
        yield f"{name}: {outlet.kinds.total()} pages{kinds or ', no change'}"
        for field, count in sorted(outlet.fields.items()):
            yield f"  {field}: {count}"
            for url, before, after in outlet.examples[field]:
                yield f"    {shown(url)}: {_short(before, after)} -> {_short(after, before)}"
    yield f"{changes.pages()} pages read, {changes.pages(*_KINDS)} changes"


def _short(value: Any, other: Any) -> str:
    """The value on one line; of two long texts the place where they part."""
    text = "-" if value is None else str(value)
    start = 0
    if isinstance(value, str) and isinstance(other, str) and len(text) > _LONGEST:
        start = next((at for at, pair in enumerate(zip(value, other, strict=False)) if pair[0] != pair[1]), 0)
        start = max(0, min(start - 15, len(text) - _LONGEST))
    cut = text[start : start + _LONGEST]
    return shown(f"{'…' if start else ''}{cut}{'…' if start + _LONGEST < len(text) else ''}")
