"""``scrapy capture OUTLET URL…``: fixtures of an outlet's pages, and whether its site has drifted from them."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.captures.fixtures import captures, written
from crawler.cli import exits
from crawler.cli.command import LOGGED, BaseCommand
from crawler.cli.terminal import shown
from crawler.config import contact
from crawler.exceptions import UsageFailure
from crawler.night.plan import why_skipped
from crawler.onboarding.capture import SavedSource, capture_outlet, compare_with_site
from crawler.outlets.loader import check_names, outlet_classes
from crawler.outlets.outlet import Outlet


class Command(BaseCommand):
    """Save fixtures of an outlet's pages, without their words; --check compares them with the site.

    Asks politely for articles of an outlet and for the first page of each of its sources, replaces the words by
    invented ones of the same shape, saves both with the article that is read of them, and prints it for review, with
    the number of words that stayed (never more than four in a row); a page that was captured before shows what differs.
    --check asks for the captured pages again, writes nothing, names the
    outlets that have drifted, and exits with 10 when there are any.

    Example: scrapy capture petisi https://petisi.example/berita-pertama
    """

    arguments = "OUTLET URL… | --check [OUTLET…]"
    default_settings = LOGGED

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--check", action="store_true", help="compare the captured pages with the site")
        parser.add_argument("--no-sources", action="store_true", help="leave the sources as they were captured")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if not opts.check and len(args) < 2:
            raise UsageError("give an outlet and addresses of its articles, or --check")
        contact(self.settings)
        outlets = outlet_classes(self.settings)
        check_names(args if opts.check else args[:1], sorted(outlets))
        if opts.check:
            self.exitcode = self._check([outlets[name] for name in args or outlets], named=bool(args))
            return
        outlet = outlets[args[0]]
        if why := why_skipped(outlet, self.settings):
            raise UsageFailure(f"{outlet.name}: {why}")
        self._capture(outlet, args[1:], sources=not opts.no_sources)

    def _capture(self, outlet: type[Outlet], urls: list[str], *, sources: bool) -> None:
        for saved in capture_outlet(self.settings, outlet, urls, at=self.now, sources=sources):
            if isinstance(saved, SavedSource):
                told = f"{saved.announced} articles announced" if saved.announced is not None else saved.trouble
                print(f"{saved.label}: {shown(told or '')}")
                continue
            print(saved.path)
            for line in written(saved.golden).splitlines():
                print(shown(line))
            kept = saved.golden["captured"]["kept"]
            print(f"{kept['kept']} of {kept['words']} words stayed, no more than {kept['longest']} in a row")
            for line in saved.changed:
                print(f"the disguise changed {shown(line)}: please report it")
            for line in saved.differing:
                print(f"differs from the capture before: {shown(line)}")
        print(f"read them; `make test` compares them from now on, `scrapy capture --check {outlet.name}` the live site")

    def _check(self, outlets: list[type[Outlet]], *, named: bool) -> int:
        folder = Path(self.settings["KLIPING_CAPTURES"])
        known = [(outlet, one) for outlet in outlets for one in captures(folder / outlet.name)]
        if not known:
            raise UsageFailure("nothing was captured: `scrapy capture OUTLET URL…` does")
        forbidden = {outlet.name: why for outlet, _ in known if (why := why_skipped(outlet, self.settings))}
        if named and forbidden:
            raise UsageFailure("; ".join(f"{name}: {why}" for name, why in forbidden.items()))
        asked = [(outlet, one) for outlet, one in known if outlet.name not in forbidden]
        drifted: set[str] = set()
        for name, url, lines in compare_with_site(self.settings, asked):
            if lines:
                drifted.add(name)
            print(f"{name}: {shown(url)}: {'drifted' if lines else 'as captured'}")
            for line in lines:
                print(f"  {shown(line)}")
        for name, why in forbidden.items():
            print(f"{name}: not asked: {shown(why)}")
        number = len({outlet.name for outlet, _ in asked})
        print(f"{number} outlets asked, drifted: {', '.join(sorted(drifted)) or 'none'}")
        return exits.DEGRADED if drifted else exits.OK
