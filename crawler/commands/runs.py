"""``scrapy runs``: the nights so far."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from scrapy.exceptions import UsageError

from crawler.cli.command import BaseCommand
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import moment, shown
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.archive.runs import FATES, balance
from storage.models import Run, RunOutlet

LIMIT = 14

_ROW = "{:<25} {:<20} {:<17} {:>9} {:<12} {:>4} {:>8} {:>7} {:>9}"


class Command(BaseCommand):
    """List the runs so far, or what one did at each outlet.

    Lists the runs, newest first: when, how long, how it ended, exit code, outlets crawled and failed, new articles.
    With the id of a run: its outlets, and what became of every address that each discovered. A run that was killed is
    written as crashed by the next one.

    Example: scrapy runs --limit 30
    """

    arguments = "[RUN] [--limit N] [--json]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--limit", metavar="N", type=int, default=LIMIT, help=f"so many at most (default {LIMIT})")
        add_json(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1 or any(arg.startswith("-") for arg in args):
            raise UsageError(f"{args[-1]!r} is not understood")
        with self.archive() as archive:
            if args and opts.json:
                print_json([_outlet_document(row) for row in _known(archive.run_outlets(args[0]), args[0])])
            elif args:
                _show_outlets(_known(archive.run_outlets(args[0]), args[0]))
            elif opts.json:
                print_json([_document(run, archive.run_outlets(run.run_id)) for run in archive.runs(opts.limit)])
            else:
                _show_runs(archive, opts.limit)


def _show_runs(archive: Archive, limit: int) -> None:
    runs = archive.runs(limit)
    if not runs:
        print("No run yet: `scrapy nightly` makes one.", file=sys.stderr)
        return
    print(_ROW.format("run", "command", "started", "minutes", "status", "exit", "outlets", "failed", "articles"))
    for run in runs:
        print(_row(run, archive.run_outlets(run.run_id)))


def _row(run: Run, outlets: list[RunOutlet]) -> str:
    statuses = Counter(outlet.status for outlet in outlets)
    return _ROW.format(
        run.run_id,
        shown(run.command)[:20],
        moment(run.started_at),
        f"{run.seconds / 60:.1f}" if run.seconds is not None else "-",
        run.status,
        "-" if run.exit_code is None else run.exit_code,
        len(outlets) - statuses["skipped"],
        statuses["failed"] + statuses["blocked"],
        sum(outlet.counts.get("articles", 0) for outlet in outlets if outlet.counts),
    )


def _known(outlets: list[RunOutlet], run_id: str) -> list[RunOutlet]:
    if not outlets:
        raise UsageFailure(f"there is no run {shown(run_id)!r} with outlets; `scrapy runs` lists them")
    return outlets


def _document(run: Run, outlets: list[RunOutlet]) -> dict[str, Any]:
    statuses = Counter(outlet.status for outlet in outlets)
    return {
        "run": run.run_id,
        "command": run.command,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "seconds": run.seconds,
        "status": run.status,
        "exit_code": run.exit_code,
        "outlets": dict(statuses),
        "articles": sum((outlet.counts or {}).get("articles", 0) for outlet in outlets),
    }


def _outlet_document(row: RunOutlet) -> dict[str, Any]:
    return {
        "outlet": row.outlet,
        "status": row.status,
        "reason": row.reason,
        "since": row.since,
        "until": row.until,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "seconds": row.seconds,
        "counts": row.counts or {},
    }


def _show_outlets(outlets: list[RunOutlet]) -> None:
    for outlet in outlets:
        addresses = _balance(outlet.counts or {})
        counts = ", ".join(
            f"{name} {number}" for name, number in sorted((outlet.counts or {}).items()) if name not in FATES
        )
        print(f"{outlet.outlet}: {outlet.status}{f' ({shown(outlet.reason)})' if outlet.reason else ''}")
        if addresses:
            print(f"    {addresses}")
        if counts:
            print(f"    {counts}")


def _balance(counts: Mapping[str, int]) -> str:
    """The sum of the fates of all addresses discovered; empty for a run that kept no account."""
    fates = [f"{counts[fate]} {fate.replace('_', ' ')}" for fate in FATES if counts.get(fate)]
    if not fates:
        return ""
    lost = balance(counts)
    return f"addresses: {counts.get('discovered', 0)} discovered = {' + '.join(fates)}" + (
        f"; {lost} unaccounted for, which is an error of the program" if lost else ""
    )
