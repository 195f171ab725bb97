"""``scrapy crawl NAME``: one outlet."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from crawler.cli import exits
from crawler.cli.command import LOGGED, BaseCommand
from crawler.cli.terminal import shown
from crawler.config import contact, parse_since, parse_until
from crawler.crawling.run import Run
from crawler.exceptions import UsageFailure
from crawler.night.crawl import crawl, exit_code
from crawler.night.plan import plan_night
from crawler.outlets.loader import check_networks
from storage.records.outlet_orders import in_force


class Command(BaseCommand):
    """Crawl one outlet.

    Crawls one outlet within a window of publication days, inclusive, in Jakarta unless given with an offset. Exit codes
    as for nightly.

    Example: scrapy crawl petisi -a since=2024-11-20 -a until=2024-11-27
    """

    arguments = "NAME [-a since=DATE] [-a until=DATE]"
    default_settings = LOGGED

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-a", dest="arguments", action="append", default=[], metavar="NAME=VALUE", help="since=DATE or until=DATE"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give the name of one outlet; `scrapy outlets` lists them")
        self.exitcode = self._crawl(args[0], opts.arguments)

    def _crawl(self, name: str, arguments: list[str]) -> int:
        contact(self.settings)
        check_networks(self.settings)
        bounds = _bounds(arguments)
        with Run.open(self.settings, f"crawl {name}") as run:
            plan = plan_night(
                self.settings,
                run,
                names=(name,),
                since=parse_since(bounds["since"]) if "since" in bounds else None,
                until=parse_until(bounds["until"]) if "until" in bounds else None,
                orders=in_force(run.archive, run.now()),
            )
            rows = crawl(self.settings, run, plan)
            code = exit_code(run, rows)
            run.finish("interrupted" if code == exits.INTERRUPTED else "completed", code)
            for row in rows:
                note = f" ({shown(row.reason)})" if row.reason else ""
                print(f"{row.outlet}: {row.status}{note}, {row.counts.get('articles', 0)} new articles")
            return code


def _bounds(arguments: list[str]) -> dict[str, str]:
    try:
        bounds: dict[str, str] = arglist_to_dict(arguments)
    except ValueError:
        raise UsageFailure("write -a since=DATE or -a until=DATE") from None
    if unknown := sorted(set(bounds) - {"since", "until"}):
        raise UsageFailure(f"an outlet takes since and until, not {unknown[0]!r}")
    return bounds
