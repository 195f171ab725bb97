"""``scrapy capacity``: what a night of so many outlets takes."""

from __future__ import annotations

import argparse
from dataclasses import replace

from crawler.cli.command import LOGGED, BaseCommand
from crawler.exceptions import UsageFailure
from crawler.night.capacity import Habits, needs
from crawler.outlets.loader import outlet_classes

SIZES = (100, 500, 2000)
"""Numbers of outlets that are planned when none is given: a few provinces, many, the country."""


class Command(BaseCommand):
    """Say what machines, hours and disk a night of so many outlets takes.

    Computes what a night of 100, 500 and 2,000 outlets (or of the numbers given) takes: requests under politeness, CPU,
    machines, hours, disk a year. The measured figures and the formulae stand in crawler/night/capacity.py; pauses and
    budgets are those of the settings, networks are shared as in the catalogue of outlets. Nothing is asked and nothing
    is written. Exit codes: 0, 2 wrong arguments.

    Example: scrapy capacity 94 2000 --articles 30
    """

    arguments = "[OUTLETS ...]"
    default_settings = LOGGED

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        usual = Habits()
        parser.add_argument(
            "--articles", type=int, default=usual.articles, metavar="N",
            help=f"articles that an outlet publishes a day (default: {usual.articles})",
        )  # fmt: skip
        parser.add_argument(
            "--cores", type=int, default=usual.cores, metavar="N", help=f"of a machine (default: {usual.cores})"
        )
        parser.add_argument(
            "--memory",
            type=int,
            default=usual.gigabytes,
            metavar="GB",
            help=f"of a machine (default: {usual.gigabytes})",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        sizes = [_number(text, "the number of outlets") for text in args] or list(SIZES)
        networks = [outlet.network_name() for outlet in outlet_classes(self.settings).values()]
        habits = replace(
            Habits.of(self.settings, networks),
            articles=_number(opts.articles, "--articles"),
            cores=_number(opts.cores, "--cores"),
            gigabytes=_number(opts.memory, "--memory"),
        )
        print(
            f"{'outlets':>7} {'networks':>8} {'requests':>9} {'a second':>8} {'CPU hours':>9} {'at a time':>9} "
            f"{'machines':>8} {'hours':>6} {'WARC GB/y':>9} {'rows GB/y':>9}"
        )
        for outlets in sizes:
            found = needs(outlets, habits)
            print(
                f"{outlets:>7} {found.networks:>8} {found.requests:>9} {found.rate:>8.1f} {found.cpu_hours:>9.1f} "
                f"{found.at_a_time:>9} {found.machines:>8} {found.hours:>6.1f} {found.warc_gigabytes:>9.0f} "
                f"{found.database_gigabytes:>9.0f}"
            )
        print(
            f"\na machine: {habits.cores} cores, {habits.gigabytes} GB; an outlet: {habits.articles} articles "
            f"a day; {habits.pause:g} s between two requests to a network, {habits.minutes:g} minutes a night"
        )


def _number(given: str | int, what: str) -> int:
    if not str(given).isascii() or not str(given).isdigit() or not 0 < int(given) <= 10**6:
        raise UsageFailure(f"{what} is {given!r}: give a whole number from 1 to 1000000")
    return int(given)
