"""``scrapy probe URL``: what a site offers."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urljoin

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.cli import exits
from crawler.cli.terminal import shown
from crawler.config import acknowledged_networks, clock, contact
from crawler.exceptions import UsageFailure
from crawler.onboarding.probe.findings import Findings
from crawler.onboarding.probe.report import report
from crawler.onboarding.probe.site import look, walk
from crawler.onboarding.visit import visit
from crawler.outlets.loader import family_classes
from crawler.outlets.outlet import Outlet
from crawler.urls import canonical_url


class Command(ScrapyCommand):
    """Find out what a site offers."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return "URL | --html FILE --url URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "What a site offers: platform, sources, an article; ends with the genspider line"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Walks politely through a dozen pages of a site and says what an outlet would declare: platform, feeds, "
            "sitemaps, lists and how they go on, the shape of article addresses, whether a browser is needed, and one "
            "article as it would be read. Keeps nothing; with --html, one saved page is all it looks at. "
            "Example: scrapy probe https://warta.example.org/"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="a saved page: look at it and ask for nothing")
        parser.add_argument("--url", metavar="URL", help="address of the saved page")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the findings."""
        if (opts.html is None) == (not args) or (opts.html is not None and opts.url is None) or len(args) > 1:
            raise UsageError("give either the address of one site, or --html FILE and --url URL")
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            families = family_classes(settings)
            found = self._found(settings, args, opts, families)
            if found.missing and found.missing[0][0] == found.site and found.article is None:
                raise UsageFailure(f"{found.site} cannot be had: {found.missing[0][1]}")
            for line in report(found, families.get(found.family or "")):
                print(shown(line))

    def _found(
        self, settings: Settings, args: list[str], opts: argparse.Namespace, families: dict[str, type[Outlet]]
    ) -> Findings:
        now, agent = clock(settings)(), settings["ROBOTSTXT_USER_AGENT"]
        if opts.html is None:
            contact(settings)
            site, acknowledged = urljoin(args[0], "/"), acknowledged_networks(settings)
            return visit(settings, site, None, lambda ask: walk(ask, site, families, now, agent, acknowledged))
        try:
            return look(canonical_url(opts.url), Path(opts.html).read_bytes(), families, now, agent)
        except OSError as error:
            raise UsageFailure(f"{opts.html} cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise UsageFailure(f"{error}; give the address of the page in --url") from None
