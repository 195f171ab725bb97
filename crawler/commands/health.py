"""``scrapy health``: which outlets give what they used to give, and which need a person."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import timedelta
from textwrap import fill
from typing import Any

from crawler.cli import exits
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import moment, shown
from crawler.exceptions import UsageFailure
from crawler.night.alerts import tell_morning
from crawler.night.metrics import openmetrics
from crawler.night.report import Checkup, checkup
from crawler.notify.job import JobCommand
from storage.health.alerts import Alert
from storage.health.machine import Room, overdue, room
from storage.health.verdict import Health

_PERIOD = re.compile(r"(\d{1,4}) ?([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Command(JobCommand):
    """Verdict per outlet; exit code 10 when one needs a person.

    Prints a verdict on every outlet, from its own last 28 nights: ok; quiet (nothing new last night, as happens);
    silent (nothing new for longer than chance explains); failing; blocked; changed (other articles, or other numbers of
    them, than before); new (not crawled to the end yet); paused. Then what is wrong with the data folder, and what to
    do. With --expect-run-within it is the morning's look, and tells those of KLIPING_NOTIFY what needs a person and a
    night that did not happen. --openmetrics writes what node_exporter's textfile collector takes. Exit codes: 10 a
    person is needed, 70 the raw archive has lost pages, else 0.

    Example: scrapy health --expect-run-within 26h
    """

    arguments = "[--expect-run-within 26h] [--all] [--json | --openmetrics]"
    reads = True
    job = "health"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="a row also for each outlet that was not crawled yet")
        parser.add_argument(
            "--expect-run-within",
            metavar="PERIOD",
            help="a person is needed, too, when no nightly run has ended in this time (90m, 26h, 2d)",
        )
        forms = parser.add_mutually_exclusive_group()
        add_json(forms)
        forms.add_argument("--openmetrics", action="store_true", help="metrics, in the text format of Prometheus")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood: scrapy health takes no arguments")
        within = _period(opts.expect_run_within) if opts.expect_run_within else None
        now, folder = self.now, self.folder
        with self.archive() as archive:
            found = checkup(archive, self.settings, folder, now=now)
            missing = overdue(archive, within=within, now=now) if within is not None else None
            found.house[:0] = [missing] if missing is not None else []
            growth = room(archive, folder, now=now)
            last = next(iter(archive.runs(1)), None)
            outlets = archive.run_outlets(last.run_id) if last is not None else []
        if not found.healths:
            print("No outlets: `scrapy genspider` writes one.", file=sys.stderr)
        if opts.json:
            print_json(_document(found, growth))
        elif opts.openmetrics:
            print(openmetrics(found, growth, last, outlets), end="")
        else:
            _show(found.healths, opts.all)
            _show_house(found.house)
            if growth.nights_left is not None:
                print(f"room for {growth.nights_left} more nights like the last ones", file=sys.stderr)
        if found.person_needed:
            self.exitcode = exits.INVARIANT if found.pages_lost else exits.DEGRADED
        if within is not None:
            tell_morning(self.settings, found, missing)

    def unattended(self, opts: argparse.Namespace) -> bool:
        """Return true for the morning's look."""
        return bool(opts.expect_run_within)


def _document(found: Checkup, growth: Room) -> dict[str, Any]:
    outlets = [
        {
            "outlet": health.outlet,
            "verdict": health.verdict,
            "needs_person": health.needs_person,
            "acknowledged": health.acknowledged,
            "reason": health.reason,
            "advice": health.advice,
            "since": health.since,
            "recovered": health.recovered,
            "orders": health.orders,
            "last_run": health.last_run,
            "last_article_at": health.last_article_at,
            "new_last_run": health.new_last_run,
            "new_7_days": health.new_7_days,
        }
        for health in found.healths
    ]
    machine = [
        {"rule": alert.rule, "message": alert.message, "advice": alert.advice, "needs_person": alert.person}
        for alert in found.house
    ]
    room_left = {"free_bytes": growth.free, "nights_left": growth.nights_left}
    return {"person_needed": found.person_needed, "outlets": outlets, "machine": machine, "room": room_left}


def _period(text: str) -> timedelta:
    match = _PERIOD.fullmatch(text.strip())
    if match is None or not int(match[1]):
        raise UsageFailure(f"{shown(text)!r} is no period; write it like 26h, 90m or 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _show(found: list[Health], all_rows: bool) -> None:
    untried = [] if all_rows else [health.outlet for health in found if health.untried]
    print(f"{'outlet':<22} {'verdict':<8} {'last crawl':<16} {'last article':<16} {'night':>5} {'week':>5}  reason")
    for health in found:
        if health.outlet in untried:
            continue
        since = f" (since {health.since})" if health.since else ""
        back = f"; recovered, was {health.recovered}" if health.recovered else ""
        ordered = f"; {health.orders}" if health.orders and health.orders != health.reason else ""
        print(
            f"{health.outlet:<22} {health.verdict:<8} {moment(health.last_run, none='never'):<16} "
            f"{moment(health.last_article_at, none='never'):<16} {health.new_last_run:>5} {health.new_7_days:>5}  "
            f"{shown(health.reason + since + back + ordered)}"
        )
        if health.advice and not health.acknowledged:
            print(f"    -> {health.advice}")
    if untried:
        told = f"new: {len(untried)} outlets not crawled yet: {', '.join(untried)}"
        print(fill(told, width=120, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False))


def _show_house(house: list[Alert]) -> None:
    for alert in house:
        print(f"{alert.rule}: {shown(alert.message)}")
        print(f"    -> {alert.advice}")
