"""``scrapy judge``: what a person says of two reports outranks the score, and lasts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import entered_later, moment, shown, signed
from crawler.exceptions import UsageFailure
from crawler.urls import spellings
from storage.archive.archive import Archive
from storage.clustering.constraints import CONSTRAINTS, Constraint, Judgement, judgement, stated
from storage.data_folder import JUDGEMENTS_FILE
from storage.events.agreement import Agreement, evaluate_judgements
from storage.events.lookup import find, homes, sides
from storage.events.update import regroup_judged
from storage.records import judgement_file
from storage.records.judgements import JudgementsImported, import_file, listed, record, withdraw

_NAMED = 4
"""Articles named on one side of a judgement in the list."""


_LATER = "a grouping is under way, or one was cut short: it, or the next (scrapy cluster), brings the events to agree"


class Command(BaseCommand):
    """Say that two reports tell of one event, or do not; it outranks the score.

    Records that A and B report the same event, or different ones, and groups them accordingly, now and in every
    rebuild. A and B are article ids, addresses or event ids; an event stands for all the reports it has now, and next
    to an article of its own for the other ones. What contradicts an earlier judgement is refused, with the chain that
    contradicts. Judgements are kept in the database and in judgements.jsonl in the data folder; --export and --import
    pass them on, and the same file twice adds nothing. It waits for no crawl. Exit code 2: refused or bad input.

    Example: scrapy judge same a1b2c3d4e5f607182 a0718293a4b5c6d7e --by "Rina" --why "one roll call, two outlets"
    """

    arguments = "same|different A B --by NAME --why TEXT | --list | --withdraw ID --by NAME --why TEXT | ..."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--by", metavar="NAME", help="who judges, or withdraws")
        parser.add_argument("--why", metavar="TEXT", help="why, for those who come after")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="all judgements, those withdrawn too")
        what.add_argument("--withdraw", metavar="ID", help="take a judgement back; it stays in the list")
        what.add_argument("--export", metavar="FILE", help="write all judgements as JSON Lines")
        what.add_argument("--import", metavar="FILE", dest="taken_from", help="take over the judgements of a file")
        what.add_argument("--evaluate", action="store_true", help="how often the score says what people judged")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        option = opts.list or opts.withdraw or opts.export or opts.taken_from or opts.evaluate
        if option and args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood beside this option; see scrapy judge --help")
        if opts.list:
            self._list()
        elif opts.evaluate:
            self._evaluate()
        elif opts.export:
            self._export(Path(opts.export))
        elif opts.taken_from:
            self._import(Path(opts.taken_from))
        elif opts.withdraw:
            self._withdraw(opts.withdraw, *_signed(opts))
        else:
            self._judge(args, *_signed(opts))

    def _judge(self, args: list[str], by: str, why: str) -> None:
        if len(args) != 3 or args[0] not in CONSTRAINTS:
            raise UsageFailure("say: scrapy judge same|different A B --by NAME --why TEXT; see scrapy judge --help")
        verdict: Constraint = "same" if args[0] == "same" else "different"
        now = self.now
        with self.archive() as archive:
            with archive.reading() as session:
                a, b = sides(*(find(session, asked, spellings(asked)) for asked in args[1:]))
            said = judgement(verdict, a, b, by=by, why=why, judged_at=now)

            def told(kept: Judgement) -> None:
                already = f"says so already, by {shown(kept.by)}: {shown(kept.why)}"
                print(f"{kept.judgement_id} {already if kept is not said else 'recorded'}", flush=True)

            with entered_later(JUDGEMENTS_FILE):
                kept = record(archive, self.folder, said, told=told)
                _print_homes(archive, kept, grouped=regroup_judged(archive, now=now))

    def _withdraw(self, name: str, by: str, why: str) -> None:
        now = self.now
        with self.archive() as archive, entered_later(JUDGEMENTS_FILE):
            kept = withdraw(archive, self.folder, name, by=by, why=why, now=now, told=_told_withdrawn)
            _print_homes(archive, kept, grouped=regroup_judged(archive, now=now))

    def _list(self) -> None:
        with self.archive() as archive, archive.reading() as session:
            every = listed(session)
        for line in chain.from_iterable(map(_described, every)):
            print(line)
        if not every:
            print(
                "No judgement yet: `scrapy judge same|different A B --by NAME --why TEXT` records one.", file=sys.stderr
            )

    def _export(self, path: Path) -> None:
        with self.archive() as archive, archive.reading() as session:
            every = listed(session)
        judgement_file.write(path, every)
        print(f"{len(every)} judgements in {shown(str(path))}")

    def _import(self, path: Path) -> None:
        now = self.now
        with self.archive() as archive, entered_later(JUDGEMENTS_FILE):
            report = import_file(archive, self.folder, path)
            self._tell_import(report, grouped=regroup_judged(archive, now=now))

    def _tell_import(self, report: JudgementsImported, *, grouped: bool) -> None:
        print(f"{report.recorded} judgements recorded, {report.withdrawn} withdrawn, {report.known} known already")
        if report.elsewhere:
            print(f"{report.elsewhere} are about articles that are not in this archive; they wait for them")
        if not grouped:
            print(_LATER)

    def _evaluate(self) -> None:
        with self.archive() as archive, archive.reading() as session:
            found = evaluate_judgements(session)
        for line in _evaluated(found):
            print(line)


def _told_withdrawn(one: Judgement) -> None:
    print(f"{one.judgement_id} withdrawn", flush=True)


def _signed(opts: argparse.Namespace) -> tuple[str, str]:
    try:
        return stated(opts.by or "", "who judges (--by)"), stated(opts.why or "", "why (--why)")
    except ValueError as error:
        raise UsageFailure(str(error)) from None


def _print_homes(archive: Archive, about: Judgement, *, grouped: bool) -> None:
    if not grouped:
        print(_LATER)
        return
    with archive.reading() as session:
        for event, articles in homes(session, about.articles):
            where = f"in {event}" if event else "in no event: not grouped yet, not relevant, or not in this archive"
            print(f"{_some(articles)} {where}")


def _described(one: Judgement) -> Iterator[str]:
    yield f"{one.judgement_id}  {moment(one.judged_at)}  {one.verdict:<9}  {_some(one.a)}  {_some(one.b)}"
    yield from signed(one.by, one.why, (one.withdrawn_at, one.withdrawn_by, one.withdrawn_why))


def _evaluated(found: Agreement) -> Iterator[str]:
    yield f"same: the score agrees on {found.same_agreed} of {found.same} pairs (at least {found.threshold:.2f})"
    yield f"different: the score agrees on {found.different_agreed} of {found.different} pairs (less)"
    if found.unknown:
        yield f"left out: {found.unknown} pairs with an article that this archive lacks or does not find relevant"
    for each in found.disagreements:
        one = each.judgement
        yield f"{one.judgement_id}  {one.verdict:<9}  score {each.score:.2f}  {each.a}  {each.b}"
        yield f"    by {shown(one.by)}: {shown(one.why)}"


def _some(articles: tuple[str, ...]) -> str:
    more = f" and {len(articles) - _NAMED} more" if len(articles) > _NAMED else ""
    return ", ".join(articles[:_NAMED]) + more
