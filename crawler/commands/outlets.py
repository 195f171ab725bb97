"""``scrapy outlets``: who is crawled, and how it stands with them."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import exits, night
from crawler.configuration import JAKARTA, database_url
from crawler.loader import OutletLoader, outlet_classes
from crawler.places import region
from crawler.terminal import shown
from storage.archive import Archive

_ROW = "{:<18} {:<10} {:<18} {:<26} {:<17} {}"


class Command(ScrapyCommand):
    """List the outlets."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List every outlet with family, network, region, state and last good run"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Lists every outlet. The state is: ready; needs permission (with the notice of its terms); paused; needs a "
            "browser; or broken (its module cannot be imported; exit code 1). Example: scrapy outlets"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the list."""
        if args:
            raise UsageError(f"{args[0]!r} is not understood")
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            outlets = outlet_classes(settings)
            with Archive.open(database_url(settings)) as archive:
                print(_ROW.format("outlet", "family", "network", "region", "last good run", "state"))
                for name, outlet in outlets.items():
                    last = archive.last_completed(name)
                    good = f"{last.started_at.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if last else "never"
                    state = night.why_skipped(outlet, settings) or "ready"
                    if outlet.unverified:
                        state += f"; certificate not verified: {outlet.unverified}"
                    print(
                        _ROW.format(
                            name, outlet.family() or "-", outlet.network_name(), region(outlet.region).name, good, state
                        )
                    )
            for name, reason in sorted(OutletLoader.from_settings(settings).broken.items()):
                print(f"{name:<18} broken: {shown(reason)}")
                self.exitcode = exits.CRASH
            for network, terms in sorted(
                {one.network_name(): one.terms for one in outlets.values() if one.terms}.items()
            ):
                print(f"\n{network}: {terms}.")
