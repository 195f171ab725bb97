"""``scrapy extract``: the article of one page, as it would be kept."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.cli.command import BaseCommand
from crawler.config import contact
from crawler.exceptions import UsageFailure
from crawler.extraction.markup import UnreadableError
from crawler.extraction.pool import read_page
from crawler.items import FetchedPage
from crawler.onboarding.visit import fetched_page
from crawler.outlets.loader import check_names, outlet_classes
from crawler.outlets.saved_pages import outlet_of_url, saved_page
from storage.calendar import JAKARTA


class Command(BaseCommand):
    """Print the article of one page as JSON.

    Prints the article of a page as one JSON object. The page comes from the web, or from a file and its address.
    Without --outlet the outlet is found by the address; a page of none is read generically.

    Example: scrapy extract --html page.html --url https://example.org/berita/1 > article.json
    """

    arguments = "(URL | --html FILE --url URL) [--outlet NAME]"
    default_settings = {"LOG_LEVEL": "WARNING"}  # noqa: RUF012 - Scrapy's declaration

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="a saved page")
        parser.add_argument("--url", metavar="URL", help="address of the saved page")
        parser.add_argument("--outlet", metavar="NAME", help="read it by the rules of this outlet")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if (opts.html is None) == (not args) or (opts.html is not None and opts.url is None) or len(args) > 1:
            raise UsageError("give either one URL, or --html FILE and --url URL")
        try:
            article = read_page(self._page(args, opts))
        except UnreadableError as error:
            raise UsageFailure(f"the page cannot be read: {error}") from None
        print(json.dumps(asdict(article), ensure_ascii=False, default=_plain))
        if not article.body:
            raise UsageFailure(f"no article text found at {article.url}")

    def _page(self, args: list[str], opts: argparse.Namespace) -> FetchedPage:
        outlets = outlet_classes(self.settings)
        if opts.outlet:
            check_names([opts.outlet], sorted(outlets))
        url = opts.url or args[0]
        outlet = outlets[opts.outlet] if opts.outlet else outlet_of_url(url, outlets.values())
        now = self.now
        if opts.html is None:
            contact(self.settings)
            return fetched_page(self.settings, url, outlet, now)
        try:
            body = Path(opts.html).read_bytes()
        except OSError as error:
            raise UsageFailure(f"{opts.html} cannot be read: {error.strerror}") from None
        return saved_page(body, url, outlet, now)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(JAKARTA).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an article")
