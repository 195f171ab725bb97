"""``scrapy health``: which outlets give what they used to give, and which need a person."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from scrapy.commands import ScrapyCommand

from crawler import exits
from crawler.configuration import JAKARTA, UsageFailure, clock, database_url
from crawler.loader import OutletLoader, outlet_classes
from crawler.terminal import shown
from storage.archive import Archive
from storage.health import Health, OutletFacts, needs_person, verdicts


class Command(ScrapyCommand):
    """Give a verdict on every outlet."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return ""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Verdict per outlet; exit code 10 when one needs a person"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Prints a verdict on every outlet: ok; quiet (nothing new last night, as happens); silent (nothing new "
            "for three nights or seven days); failing; blocked; new (not crawled to the end yet); paused. Exit code 10 "
            "when one is silent, failing or blocked, else 0. Example: scrapy health || alert-the-operator"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the verdicts."""
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            if args:
                raise UsageFailure(f"{shown(args[0])!r} is not understood: scrapy health takes no arguments")
            outlets = [OutletFacts(name, cls.title, cls.paused) for name, cls in outlet_classes(settings).items()]
            now = clock(settings)()
            with Archive.open(database_url(settings)) as archive:
                found = verdicts(archive, outlets=outlets, now=now)
            broken = OutletLoader.from_settings(settings).broken
            found += [
                Health(name, "failing", f"its module cannot be imported: {reason}", None, None, 0, 0)
                for name, reason in broken.items()
            ]
            if not found:
                print("No outlets: `scrapy genspider` writes one.", file=sys.stderr)
            _show(found)
            if any(needs_person(health.verdict) for health in found):
                self.exitcode = exits.DEGRADED


def _show(found: list[Health]) -> None:
    print(f"{'outlet':<22} {'verdict':<8} {'last crawl':<16} {'last article':<16} {'night':>5} {'week':>5}  reason")
    for health in sorted(found, key=lambda health: health.outlet):
        print(
            f"{health.outlet:<22} {health.verdict:<8} {_moment(health.last_run):<16} "
            f"{_moment(health.last_article_at):<16} {health.new_last_run:>5} {health.new_7_days:>5}  "
            f"{shown(health.reason)}"
        )


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if moment else "never"
