"""The filters of an export on the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

import pytest

from crawler.cli.filters import add_filters, selection
from crawler.exceptions import UsageFailure


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_filters(parser)
    return parser.parse_args(arguments)


def test_no_filter_selects_everything() -> None:
    found = selection(options())
    assert (found.since, found.until, found.region, found.term, found.min_reports) == (None, None, None, None, 1)
    assert (found.outlets, found.networks) == ((), ())


def test_days_are_inclusive_in_jakarta() -> None:
    found = selection(options("--since", "2024-11-01", "--until", "2024-11-27", "--event-since", "2024-11-26"))
    assert found.since == datetime(2024, 10, 31, 17, tzinfo=UTC)
    assert found.until == datetime(2024, 11, 27, 17, tzinfo=UTC)
    assert (found.event_since, found.event_until) == (date(2024, 11, 26), None)


def test_names_are_a_list_with_commas() -> None:
    found = selection(options("--outlet", "petisi, koranrb,", "--network", "disway", "--region", "35.74"))
    assert (found.outlets, found.networks, found.region) == (("petisi", "koranrb"), ("disway",), "35.74")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--region", "00"), "no region '00'"),
        (("--min-reports", "0"), "a number from 1"),
        (("--event-since", "kemarin"), "'kemarin' is not a day"),
        (("--since", "kemarin"), "'kemarin' is not a date"),
    ],
)
def test_bad_filters_are_refused(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageFailure, match=says):
        selection(options(*arguments))
