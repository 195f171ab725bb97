"""``scrapy events``: the event clusters as a list, and one of them from within."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from crawler.cli.command import BaseCommand
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import NO_ARTICLES, moment, shown
from crawler.config import parse_since, parse_until
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.events.details import EventArticle, EventDetails, details
from storage.events.selection import Selection
from storage.events.summaries import EventSummary, count, summaries

LIMIT = 20
"""Events listed without ``--limit``."""

_EVIDENCE = 4
"""Values shown of a list in the evidence; ``scrapy explain`` shows all."""

_LISTED = 6
"""Articles named in a line of history."""


class Command(BaseCommand):
    """List event clusters, or show one with its reports.

    Lists event clusters, newest first: id, day of the first report, region, numbers of articles, outlets, networks and
    independent texts, title. With an ID: its reports in order of publication, who copied whom, what holds them
    together, and its history; the id of a merged event leads to the one it is part of. Dates are inclusive days,
    Asia/Jakarta unless given with an offset.

    Example: scrapy events --region 35.74 --since 2024-11-01 --min-reports 2
    """

    arguments = (
        "[ID] [--since DATE] [--until DATE] [--region CODE] [--text WORDS] [--min-reports N] [--limit N] [--json]"
    )
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DATE", help="with a report published on this day or later")
        parser.add_argument("--until", metavar="DATE", help="with a report published on this day or earlier")
        parser.add_argument("--region", metavar="CODE", help="Kemendagri code: 35 (with all in it) or 35.74")
        parser.add_argument("--text", metavar="WORDS", help="with these words, as they stand, in a title or a body")
        parser.add_argument("--min-reports", metavar="N", type=int, default=1, help="with at least N articles")
        parser.add_argument(
            "--limit", metavar="N", type=int, default=LIMIT, help=f"so many at most (default {LIMIT}; 0 is all)"
        )
        add_json(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1 or any(arg.startswith("-") for arg in args):
            raise UsageFailure(f"{shown(args[-1])!r} is not understood; see scrapy events --help")
        selection = Selection(
            since=parse_since(opts.since) if opts.since else None,
            until=parse_until(opts.until) if opts.until else None,
            region=opts.region,
            text=opts.text,
        )
        with self.archive() as archive:
            if args and opts.json:
                print_json(asdict(_details(archive, args[0])))
            elif args:
                for line in _described(_details(archive, args[0]), args[0]):
                    print(line)
            elif opts.limit < 0 or opts.min_reports < 1:
                raise UsageFailure("--limit is a number from 0, --min-reports a number from 1")
            elif opts.json:
                with archive.reading() as session:
                    most = {"min_reports": opts.min_reports, "limit": opts.limit or None}
                    print_json([asdict(one) for one in summaries(session, selection, newest_first=True, **most)])
            else:
                _list(archive, selection, opts.min_reports, opts.limit)


def _list(archive: Archive, selection: Selection, min_reports: int, limit: int) -> None:
    with archive.reading() as session:
        total = count(session, selection, min_reports=min_reports)
        if not total:
            _say(_nothing_found(archive))
            return
        found = summaries(session, selection, min_reports=min_reports, newest_first=True, limit=limit or None)
        print(f"{'event':<17}  {'published':<10}  {'region':<28}  {'art':>3} {'out':>3} {'net':>3} {'txt':>3}  title")
        for summary in found:
            print(_line(summary))
    if limit and total > limit:
        _say(f"{limit} of {total} events; --limit 0 lists all")


def _line(summary: EventSummary) -> str:
    region = shown(summary.region or "-")
    numbers = (summary.articles, summary.outlets, summary.networks, summary.texts)
    return (
        f"{summary.event_id}  {moment(summary.first_published_at, 'day'):<10}  {region:<28}  "
        f"{' '.join(f'{number:>3}' for number in numbers)}  {shown(summary.title or '(no title)')}"
    )


def _nothing_found(archive: Archive) -> str:
    if archive.count_articles(relevant=True) == 0:
        return NO_ARTICLES
    with archive.reading() as session:
        if count(session, Selection()):
            return "No event matches; try fewer filters."
    return "The articles are not grouped yet: run `scrapy cluster`."


def _details(archive: Archive, event_id: str) -> EventDetails:
    with archive.reading() as session:
        event = details(session, event_id)
    if event is None:
        raise UsageFailure(f"no event {shown(event_id)!r} in the archive; `scrapy events` lists them")
    return event


def _described(event: EventDetails, asked: str) -> Iterator[str]:
    yield event.event_id if event.event_id == asked else f"{event.event_id} (into which {asked} was merged)"
    summary = event.summary
    if summary is None:
        yield "No article is left in this event."
    else:
        yield shown(summary.title or "(no title)")
        first, last = map(moment, (summary.first_published_at, summary.last_published_at))
        yield f"published  {first}" + (f" to {last}" if last != first else "")
        if summary.event_date:
            yield f"happened   {summary.event_date}"
        if summary.region_code:
            place = f", {shown(summary.place)}" if summary.place else ""
            yield f"region     {summary.region_code} {shown(summary.region or '')}{place}"
        yield (
            f"counts     {summary.articles} articles, {summary.outlets} outlets, {summary.networks} networks, "
            f"{summary.texts} independent texts"
        )
        if summary.cohesion is not None:
            yield f"cohesion   {summary.cohesion:.3f}"
        yield ""
        yield "Reports"
        for report in event.reports:
            yield from _report(report)
    yield ""
    yield "History"
    for entry in event.history:
        yield f"  {moment(entry.changed_at)}  {entry.kind}{_detail(entry.detail)}"


def _report(report: EventArticle) -> Iterator[str]:
    gone = "  (gone from the site)" if report.gone_at else ""
    published = moment(report.published_at, report.published_precision)
    yield f"  {published:<16}  {shown(report.outlet)}  {shown(report.title or '(no title)')}{gone}"
    yield f"      {report.article_id}  {shown(report.url)}"
    if report.copy_of:
        yield f"      {'a copy of' if report.later else 'the same text, order unknown, as'} {report.copy_of}"
    if report.nearest:
        near = report.nearest
        yield f"      nearest to {near.article_id}, score {near.score:.2f}{_evidence(near.evidence)}"


def _evidence(evidence: Mapping[str, Any]) -> str:
    parts = []
    for name, value in evidence.items():
        if isinstance(value, list):
            if value:
                more = ", …" if len(value) > _EVIDENCE else ""
                parts.append(f"{name} {', '.join(str(each) for each in value[:_EVIDENCE])}{more}")
        elif value is True:
            parts.append(name)
        elif isinstance(value, str | int | float) and value not in ("", "unknown", 0):
            parts.append(f"{name} {value}")
    return "".join(f"; {shown(part.replace('_', ' ', 1))}" for part in parts)


def _detail(detail: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for name, value in detail.items():
        if name == "judged":
            parts.extend(f"judged {one['verdict']} by {one['by']}: {one['why']} ({one['judgement']})" for one in value)
            continue
        values: Iterable[Any] = value if isinstance(value, list) else [value]
        named = list(map(str, values))
        more = f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
        parts.append(f"{name} {', '.join(named[:_LISTED])}{more}")
    return f": {shown('; '.join(parts))}" if parts else ""


def _say(line: str) -> None:
    print(line, file=sys.stderr)
