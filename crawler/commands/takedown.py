"""``scrapy takedown``: withholds an article, shows it again, or destroys it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import entered_later, moment, progress, shown, signed
from crawler.crawling.purging import carry_out
from crawler.exceptions import UsageFailure
from crawler.urls import spellings
from storage.archive.archive import Archive
from storage.archive.purge import Purge
from storage.data_folder import TAKEDOWNS_FILE, WARC_FOLDER
from storage.events.lookup import find
from storage.integrity.recovery import bring_together
from storage.models import Article, Takedown
from storage.raw.files import open_names
from storage.raw.lock import DataLock, Locked
from storage.records.purges import order
from storage.records.takedowns import copies, listed, take_down, withdraw

_LOST = """\
This destroys, for good:
{articles}
Gone are: title, text, authors and every earlier version in the database; signature, pairs and evidence; the words in
the index of `scrapy browse`; and the raw records: its pages, every re-check, and the feeds and other answers of its
outlet in which a passage of it stands, with whatever else stood in those. Tombstones of the same length take their
place. Id, address, date and region stay, with this order.
Not reached are: backups, exports and other copies that were made before, snapshots of the disk, logs and reports
(`grep` for its title in {folder}), and what the outlet itself still shows.
"""


class Command(BaseCommand):
    """Withhold an article from lists, counts and exports, or destroy it for good.

    Withholds an article: it leaves every list, count and export, and an export says how many were withheld. Its text
    stays in the database and in the raw archive, unless --purge destroys it there too, as a court may order: that says
    first what will be lost, and wants the address typed, or --yes. While a crawl writes, a purge is remembered and
    carried out when the night ends; one that was killed is finished by the same command or the next night. Who asked,
    when and why is kept in the database and in takedowns.jsonl in the data folder. Copies of the same text elsewhere
    are named, and --copies takes them along. --withdraw shows the article again (with --copies, its copies), unless it
    is purged; --list tells of all takedowns. It waits for no crawl. Exit codes: 0 ok, 2 no such article or wrong
    arguments, 10 withheld, and not yet purged.

    Example: scrapy takedown https://example.org/berita/1 --by "Rina" --why "the outlet withdrew it, a child is named"
    """

    arguments = "URL|ID --by NAME --why TEXT [--copies] [--withdraw | --purge [--yes]] | --list"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--by", metavar="NAME", help="who asked for it")
        parser.add_argument("--why", metavar="TEXT", help="why, for those who come after")
        parser.add_argument("--copies", action="store_true", help="also the copies of the same text, of any outlet")
        parser.add_argument("--yes", action="store_true", help="purge without asking again")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--withdraw", action="store_true", help="show the article again")
        what.add_argument("--purge", action="store_true", help="destroy its text and its raw records too")
        what.add_argument("--list", action="store_true", help="all takedowns, those withdrawn too")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        by, why = (opts.by or "").strip(), (opts.why or "").strip()
        if opts.list:
            if args or by or why or opts.copies or opts.yes:
                raise UsageFailure("--list goes alone; see scrapy takedown --help")
            self._list()
            return
        if len(args) != 1 or args[0].startswith("-") or not by or not why:
            raise UsageFailure("say: scrapy takedown URL --by NAME --why TEXT; see scrapy takedown --help")
        if opts.yes and not opts.purge:
            raise UsageFailure("--yes is for --purge; see scrapy takedown --help")
        with self.archive() as archive:
            with archive.reading() as session:
                found = find(session, args[0], spellings(args[0]), also_withheld=True)
                if found.event_id is not None:
                    raise UsageFailure(f"{shown(args[0])} is an event: take down its articles, one by one")
                (article,) = found.articles
                alike = copies(session, article, withheld=opts.withdraw)
                url = session.get_one(Article, article).url
            chosen = {article: url} | (alike if opts.copies else {})
            if opts.purge:
                self.exitcode = self._purge(archive, chosen, by, why, sure=opts.yes)
            else:
                self._withhold(archive, chosen, by, why, again=opts.withdraw)
        if alike and not opts.copies:
            state = "withheld" if opts.withdraw else "shown"
            print(f"Copies of the same text are still {state}; the same command with --copies changes them too:")
            for name, url in alike.items():
                print(f"{name}  {shown(url)}")

    def _withhold(self, archive: Archive, chosen: Iterable[str], by: str, why: str, *, again: bool) -> None:
        now = self.now

        def told(kept: Takedown) -> None:
            if again:
                print(f"{kept.article_id} is shown again")
            else:
                already = "already " if kept.taken_at != now or kept.taken_by != by or kept.why != why else ""
                print(f"{kept.article_id} is {already}withheld, by {shown(kept.taken_by)}: {shown(kept.why)}")
            sys.stdout.flush()

        decide = withdraw if again else take_down
        with entered_later(TAKEDOWNS_FILE):
            decide(archive, self.folder, *chosen, by=by, why=why, now=now, told=told)

    def _purge(self, archive: Archive, chosen: Mapping[str, str], by: str, why: str, *, sure: bool) -> int:
        """Return the exit code: 10 when what was ordered is yet to be done."""
        folder = self.folder
        articles = "\n".join(f"  {name}  {shown(url)}" for name, url in chosen.items())
        sys.stderr.write(_LOST.format(articles=articles, folder=folder))
        _require_consent(next(iter(chosen.values())), sure=sure)
        with entered_later(TAKEDOWNS_FILE):
            order(archive, folder, *chosen, by=by, why=why, now=self.now)
        try:
            with DataLock(folder):
                return self._carry_out(archive, chosen)
        except Locked as busy:
            for each in chosen:
                print(f"{each} is withheld, and to be purged")
            print(f"{busy}. The end of that night purges it, or this command, given again after it.", file=sys.stderr)
            return exits.DEGRADED

    def _carry_out(self, archive: Archive, chosen: Mapping[str, str]) -> int:
        for run in archive.shared_runs():  # its workers are writing files
            raise Locked(f"run {run.run_id} of {run.started_at:%Y-%m-%d %H:%M}Z is not closed")
        warc = self.folder / WARC_FOLDER
        if open_names(warc):
            bring_together(archive, warc)
        code = exits.OK
        done = {
            one.purge.subject.article_id: one
            for one in carry_out(archive, self.folder, now=self.now, tick=progress("records"))
        }
        for each in {**chosen, **dict.fromkeys(done, "")}:
            missing = done[each].missing if each in done else ()
            if missing:
                code = exits.DEGRADED
                where = ", ".join(missing)
                print(f"{each} is withheld; records may lie in {where}, not in this folder: give the command there")
            else:
                print(f"{each} is purged, {done[each].records if each in done else 0} records overwritten")
        return code

    def _list(self) -> None:
        with self.archive() as archive:
            every = listed(archive)
        for takedown, url in every:
            for line in _described(takedown, url):
                print(line)
        if not every:
            print("Nothing was ever taken down.", file=sys.stderr)


def _require_consent(url: str, *, sure: bool) -> None:
    """Raise ``UsageFailure`` unless a person types the address, or was ``sure`` already."""
    if sure:
        return
    if not sys.stdin.isatty():
        raise UsageFailure("nothing was destroyed: say --yes, or type the address at a terminal")
    sys.stderr.write(f"Type the address to go on ({shown(url)}): ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != url:
        raise UsageFailure("nothing was destroyed: that was another address")


def _described(takedown: Takedown, url: str | None) -> Iterator[str]:
    yield f"{takedown.article_id}  {moment(takedown.taken_at)}  {shown(url or 'not in this archive')}"
    withdrawn = takedown.withdrawn_at, takedown.withdrawn_by, takedown.withdrawn_why
    yield from signed(takedown.taken_by, takedown.why, withdrawn)
    if takedown.purge is not None:
        purge = Purge.of(takedown)
        state = (
            f"purged {moment(purge.purged_at)}"
            if purge.purged_at
            else f"to be purged, ordered {moment(purge.ordered_at)}"
        )
        yield f"    {state} by {shown(purge.by)}: {shown(purge.why)}"
