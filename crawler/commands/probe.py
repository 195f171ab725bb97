"""``scrapy probe URL``: what a site offers."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urljoin

from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.cli.command import LOGGED, BaseCommand
from crawler.cli.terminal import shown
from crawler.config import acknowledged_networks, contact
from crawler.exceptions import UsageFailure
from crawler.onboarding.probe.findings import Findings
from crawler.onboarding.probe.report import report
from crawler.onboarding.probe.site import look, walk
from crawler.onboarding.visit import visit
from crawler.outlets.loader import family_classes
from crawler.outlets.outlet import Outlet
from crawler.urls import canonical_url


class Command(BaseCommand):
    """Offer of a site: platform, sources, an article; ends with the genspider line.

    Walks politely through a dozen pages of a site and says what an outlet would declare: platform, feeds, sitemaps,
    lists and how they go on, the shape of article addresses, whether a browser is needed, and one article as it would
    be read. Keeps nothing; with --html, one saved page is all it looks at.

    Example: scrapy probe https://warta.example.org/
    """

    arguments = "URL | --html FILE --url URL"
    default_settings = LOGGED

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="a saved page: look at it and ask for nothing")
        parser.add_argument("--url", metavar="URL", help="address of the saved page")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if (opts.html is None) == (not args) or (opts.html is not None and opts.url is None) or len(args) > 1:
            raise UsageError("give either the address of one site, or --html FILE and --url URL")
        families = family_classes(self.settings)
        found = self._found(self.settings, args, opts, families)
        if found.missing and found.missing[0][0] == found.site and found.article is None:
            raise UsageFailure(f"{found.site} cannot be had: {found.missing[0][1]}")
        for line in report(found, families.get(found.family or "")):
            print(shown(line))

    def _found(
        self, settings: Settings, args: list[str], opts: argparse.Namespace, families: dict[str, type[Outlet]]
    ) -> Findings:
        now, agent = self.now, self.settings["ROBOTSTXT_USER_AGENT"]
        if opts.html is None:
            contact(self.settings)
            site, acknowledged = urljoin(args[0], "/"), acknowledged_networks(self.settings)
            return visit(self.settings, site, None, lambda ask: walk(ask, site, families, now, agent, acknowledged))
        try:
            return look(canonical_url(opts.url), Path(opts.html).read_bytes(), families, now, agent)
        except OSError as error:
            raise UsageFailure(f"{opts.html} cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise UsageFailure(f"{error}; give the address of the page in --url") from None
