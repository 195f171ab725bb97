"""``scrapy takedown``: withholds an article, or shows it again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import moment, shown, signed
from crawler.exceptions import UsageFailure
from crawler.urls import spellings
from storage.events.lookup import find
from storage.models import Takedown
from storage.records.takedowns import copies, listed, take_down, withdraw


class Command(BaseCommand):
    """Withhold an article from lists, counts and exports.

    Withholds an article: it leaves every list, count and export, and an export says how many were withheld. Its text
    stays in the database and in the raw archive until the operator removes it. Who asked, when and why is kept in the
    database and in takedowns.jsonl in the data folder. Copies of the same text elsewhere are named, and --copies
    withholds them too. --withdraw shows the article again (with --copies, its copies), --list tells of all takedowns.
    It waits for no crawl. Exit codes: 0 ok, 2 no such article or wrong arguments.

    Example: scrapy takedown https://example.org/berita/1 --by "Rina" --why "the outlet withdrew it, a child is named"
    """

    arguments = "URL|ID --by NAME --why TEXT [--copies] [--withdraw] | --list"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--by", metavar="NAME", help="who asked for it")
        parser.add_argument("--why", metavar="TEXT", help="why, for those who come after")
        parser.add_argument("--copies", action="store_true", help="also the copies of the same text, of any outlet")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--withdraw", action="store_true", help="show the article again")
        what.add_argument("--list", action="store_true", help="all takedowns, those withdrawn too")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        by, why = (opts.by or "").strip(), (opts.why or "").strip()
        if opts.list:
            if args or by or why or opts.copies:
                raise UsageFailure("--list goes alone; see scrapy takedown --help")
            self._list()
            return
        if len(args) != 1 or args[0].startswith("-") or not by or not why:
            raise UsageFailure("say: scrapy takedown URL --by NAME --why TEXT; see scrapy takedown --help")
        now, folder = self.now, self.folder
        with self.archive() as archive:
            with archive.reading() as session:
                found = find(session, args[0], spellings(args[0]), also_withheld=True)
                if found.event_id is not None:
                    raise UsageFailure(f"{shown(args[0])} is an event: take down its articles, one by one")
                (article,) = found.articles
                alike = copies(session, article, withheld=opts.withdraw)
            for each in (article, *(alike if opts.copies else ())):
                if opts.withdraw:
                    withdraw(archive, folder, each, by=by, why=why, now=now)
                    print(f"{each} is shown again")
                else:
                    kept = take_down(archive, folder, each, by=by, why=why, now=now)
                    already = "already " if kept.taken_at != now or kept.taken_by != by or kept.why != why else ""
                    print(f"{each} is {already}withheld, by {shown(kept.taken_by)}: {shown(kept.why)}")
        if alike and not opts.copies:
            state = "withheld" if opts.withdraw else "shown"
            print(f"Copies of the same text are still {state}; the same command with --copies changes them too:")
            for name, url in alike.items():
                print(f"{name}  {shown(url)}")

    def _list(self) -> None:
        with self.archive() as archive:
            every = listed(archive)
        for takedown, url in every:
            for line in _described(takedown, url):
                print(line)
        if not every:
            print("Nothing was ever taken down.", file=sys.stderr)


def _described(takedown: Takedown, url: str | None) -> Iterator[str]:
    yield f"{takedown.article_id}  {moment(takedown.taken_at)}  {shown(url or 'not in this archive')}"
    withdrawn = takedown.withdrawn_at, takedown.withdrawn_by, takedown.withdrawn_why
    yield from signed(takedown.taken_by, takedown.why, withdrawn)
