"""The filters that exporting and plotting share, on the command line."""

from __future__ import annotations

import argparse
import csv
from datetime import date

from crawler.annotation.gazetteer import regions
from crawler.cli.terminal import shown
from crawler.config import parse_since, parse_until
from crawler.exceptions import UsageFailure
from storage.events.selection import Selection

SYNTAX = (
    "[--since DATE] [--until DATE] [--event-since DAY] [--event-until DAY] [--region CODE] [--outlet NAMES] "
    "[--network NAMES] [--collection NAMES] [--term TERM] [--min-reports N]"
)
"""For the usage line."""


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``selection`` evaluates."""
    parser.add_argument("--since", metavar="DATE", help="published on this day or later")
    parser.add_argument("--until", metavar="DATE", help="published on this day or earlier")
    parser.add_argument("--event-since", metavar="DAY", help="what is reported happened on this day or later")
    parser.add_argument("--event-until", metavar="DAY", help="what is reported happened on this day or earlier")
    parser.add_argument("--region", metavar="CODE", help="Kemendagri code: 35 (with all in it) or 35.74")
    parser.add_argument("--outlet", metavar="NAMES", help="only these outlets, comma-separated")
    parser.add_argument("--network", metavar="NAMES", help="only outlets of these networks, comma-separated")
    parser.add_argument("--collection", metavar="NAMES", help="only what came with these imported collections")
    parser.add_argument("--term", metavar="TERM", help="with this among the terms that made an article relevant")
    parser.add_argument("--min-reports", metavar="N", type=int, default=1, help="only events of at least N reports")


def selection(opts: argparse.Namespace) -> Selection:
    """Return the selection of the options. Raises ``UsageFailure`` for a bad day, region or number of reports."""
    if opts.region is not None and opts.region not in {one.code for one in regions()}:
        raise UsageFailure(
            f"no region {shown(opts.region)!r}: give the Kemendagri code of a province (35) or of a kabupaten or kota "
            "(35.74)"
        )
    if opts.min_reports < 1:
        raise UsageFailure("--min-reports is a number from 1")
    return Selection(
        since=parse_since(opts.since) if opts.since else None,
        until=parse_until(opts.until) if opts.until else None,
        event_since=_day(opts.event_since),
        event_until=_day(opts.event_until),
        region=opts.region,
        outlets=_names(opts.outlet),
        networks=_names(opts.network),
        collections=_names(opts.collection),
        term=opts.term or None,
        min_reports=opts.min_reports,
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageFailure(f"{shown(text)!r} is not a day; write it like 2024-11-27") from None


def _names(text: str | None) -> tuple[str, ...]:
    """The names in a list; one that holds a comma stands in quotation marks."""
    one_line = " ".join((text or "").splitlines())  # a line break of another would be an error of csv
    parts = next(csv.reader([one_line], skipinitialspace=True), [])
    return tuple(name.strip() for name in parts if name.strip())
