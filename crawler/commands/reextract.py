"""``scrapy reextract``: articles again, from the raw archive, with today's rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scrapy.settings import Settings

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import NO_PAGES, progress, shown
from crawler.config import clock, data_folder, parse_since
from crawler.exceptions import UsageFailure
from crawler.extraction.pool import Workers
from crawler.outlets.loader import check_names, outlet_classes
from crawler.reextraction.reextract import Reextraction
from crawler.reextraction.report import Report
from storage.data_folder import WARC_FOLDER
from storage.integrity.recovery import bring_together
from storage.integrity.verification import count_captures
from storage.raw.lock import DataLock
from storage.records import history
from storage.records.takedowns import restore

_KINDS = {"new": "new", "changed": "changed", "dismissed": "no longer relevant", "decision": "other decisions revised"}
_LONGEST = 60


class Command(BaseCommand):
    """Read the archived pages again with today's rules, and say what changes.

    Reads every archived article page again with today's rules and says which fields of which articles change; a page
    that was off topic and is not any more becomes an article, and the other way round. Nothing is written without
    --apply. With the database lost, --apply rebuilds the articles from the WARC files alone; runs, events, judgements
    and takedowns come back from the *.jsonl files in the data folder. It may be stopped at any time and run again; run
    scrapy cluster after it. With --engine procrastinate the workers (scrapy worker) read, each the WARC files in its
    own data folder, and the outcome is the same; a machine that is not there is named, and nothing is written without
    it. Exit codes: 0 ok, 2 bad arguments, 10 a record is damaged or a page cannot be read (it is named and passed
    over), or a machine is missing, 11 interrupted, 70 the database points at bytes that are not there, 75 a crawl is
    under way.

    Example: scrapy reextract --outlet petisi --since 2024-11-01
    """

    arguments = "[--outlet NAME] [--since DATE] [--engine procrastinate] [--apply]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="NAME", help="only pages of this outlet")
        parser.add_argument("--since", metavar="DATE", help="only pages fetched on this day or later")
        parser.add_argument(
            "--engine", choices=["procrastinate"], help="have the workers read (scrapy worker), by PostgreSQL"
        )
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
        if opts.engine is not None:
            return self._by_workers(self.settings, opts, since)
        with (
            DataLock(folder),
            self.archive() as archive,
            Workers(self.settings.getint("KLIPING_WORKERS") or None) as workers,
        ):
            damaged = bring_together(archive, folder / WARC_FOLDER).damaged
            restore(archive, folder)
            history.restore(archive, folder)
            history.restore_judgements(archive, folder)
            again = Reextraction(archive, folder / WARC_FOLDER, outlets, workers, self.settings, tick=progress("pages"))
            again.compare(outlet=opts.outlet, since=since)
            _settle(self.settings, again, opts)
            return _told(again.report, damaged)

    def _by_workers(self, settings: Settings, opts: argparse.Namespace, since: datetime | None) -> int:
        # loaded here, as the queue's library takes its time and every command loads this module
        from crawler.distributed.queue import server
        from crawler.distributed.reread import compare_by_workers, forget
        from crawler.distributed.worker import MISSED_BEATS, own_name

        folder = self.folder
        address = server(self.settings)
        own = own_name(folder) if (folder / WARC_FOLDER).is_dir() else None
        with self.archive() as archive, Workers() as workers:
            again = Reextraction(archive, folder / WARC_FOLDER, outlet_classes(self.settings), workers, self.settings)
            try:
                missing = compare_by_workers(
                    address,
                    again,
                    own=own,
                    outlet=opts.outlet,
                    since=since,
                    patience=MISSED_BEATS * self.settings.getfloat("WORKER_BEAT_SECONDS"),
                    tell=lambda line: print(line, file=sys.stderr),
                )
            except KeyboardInterrupt:
                print("The workers go on; the same command shows what came of it.", file=sys.stderr)
                return exits.INTERRUPTED
            if missing:
                for line in missing:
                    print(line, file=sys.stderr)
                print("Nothing was written. What was read is kept: the same command goes on.", file=sys.stderr)
                return exits.DEGRADED
            _settle(self.settings, again, opts)
            forget(address)
            return _told(again.report, [])


def _settle(settings: Settings, again: Reextraction, opts: argparse.Namespace) -> None:
    """Prints the report, and writes the changes when asked to."""
    for line in _described(again.report):
        print(line)
    if opts.apply:
        print(f"{again.apply(now=clock(settings)())} changes written. Next: scrapy cluster")
        history.restore(again.archive, data_folder(settings))  # to the articles that are there only now
        if not (opts.outlet or opts.since):
            again.archive.mark_read()
    elif again.report.pages(*_KINDS):
        print("Nothing was written; --apply writes the changes.")
    elif not again.report.pages() and not count_captures(again.archive):
        print(NO_PAGES, file=sys.stderr)


def _told(report: Report, damaged: list[str]) -> int:
    """Prints what went wrong; gives the exit code."""
    for name, count in sorted(report.unread.items()):
        print(f"{shown(name)}: {count} captures not read, it has no spider", file=sys.stderr)
    problems = [*damaged, *report.problems]
    for problem in problems:
        print(shown(problem), file=sys.stderr)
    return exits.DEGRADED if problems else exits.OK


def _described(report: Report) -> Iterator[str]:
    for name, changes in sorted(report.outlets.items()):
        kinds = "".join(f", {changes.kinds[kind]} {words}" for kind, words in _KINDS.items() if changes.kinds[kind])
        yield f"{name}: {changes.kinds.total()} pages{kinds or ', no change'}"
        for field, count in sorted(changes.fields.items()):
            yield f"  {field}: {count}"
            for url, before, after in changes.examples[field]:
                yield f"    {shown(url)}: {_short(before, after)} -> {_short(after, before)}"
    yield f"{report.pages()} pages read, {report.pages(*_KINDS)} changes"


def _short(value: Any, other: Any) -> str:
    """The value on one line; of two long texts the place where they part."""
    text = "-" if value is None else str(value)
    start = 0
    if isinstance(value, str) and isinstance(other, str) and len(text) > _LONGEST:
        start = next((at for at, pair in enumerate(zip(value, other, strict=False)) if pair[0] != pair[1]), 0)
        start = max(0, min(start - 15, len(text) - _LONGEST))
    cut = text[start : start + _LONGEST]
    return shown(f"{'…' if start else ''}{cut}{'…' if start + _LONGEST < len(text) else ''}")
