"""``scrapy probe URL``: what a site offers."""

from __future__ import annotations

import argparse
from urllib.parse import urljoin

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import exits
from crawler.asking import visit
from crawler.configuration import UsageFailure, clock, contact
from crawler.loader import family_classes
from crawler.probing.report import report
from crawler.probing.site import walk
from crawler.terminal import shown


class Command(ScrapyCommand):
    """Find out what a site offers."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return "URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "What a site offers: platform, sources, an article; ends with the genspider line"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Walks politely through a dozen pages of a site and says what an outlet would declare: platform, feeds, "
            "sitemaps, lists and how they go on, the shape of article addresses, whether a browser is needed, and one "
            "article as it would be read. Keeps nothing. Example: scrapy probe https://warta.example.org/"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the findings."""
        if len(args) != 1:
            raise UsageError("give the address of one site")
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            contact(settings)
            families = family_classes(settings)
            now, agent = clock(settings)(), settings["ROBOTSTXT_USER_AGENT"]
            site = urljoin(args[0], "/")
            found = visit(settings, site, None, lambda ask: walk(ask, site, families, now, agent))
            if found.missing and found.missing[0][0] == found.site:
                raise UsageFailure(f"{found.site} cannot be had: {found.missing[0][1]}")
            for line in report(found, families.get(found.family or "")):
                print(shown(line))
