"""Days that a backfill has reached, through which source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.health.backfills import OUTLIERS, Progress, backfills, ranges
from tests.storage.clippings import NOW, open_archive

SINCE, UNTIL = datetime(2024, 10, 1, tzinfo=JAKARTA), datetime(2024, 11, 1, tzinfo=JAKARTA)
WINDOW = {"outlet": "kabar_timur", "since": SINCE, "until": UNTIL}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def page(archive: Archive, number: int = 0, *, ending: str | None = None, **facts: Any) -> None:
    """A page of a source; read where an ending is given."""
    row = {
        **WINDOW, "url": f"https://kabar-timur.example/{facts.get('series', '')}/{number}", "source": "listing /",
        "series": "", "number": number, "scope": "newest", "state": "queued", "updated_at": NOW, **facts,
    }  # fmt: skip
    archive.enter_source_pages([row])
    if ending is not None:
        archive.source_page_read(("kabar_timur", SINCE, UNTIL), row["url"], ending=ending, following=[], now=NOW)


def progress(archive: Archive) -> Progress:
    (found,) = backfills(archive, "kabar_timur")
    assert (found.first, found.last) == (date(2024, 10, 1), date(2024, 10, 31))
    return found


@pytest.mark.parametrize("facts", [{"ending": "window"}, {"ending": "whole"}, {"ending": "end", "scope": "all"}])
def test_a_source_that_was_read_on_to_older_days_has_reached_all(archive: Archive, facts: dict[str, Any]) -> None:
    page(archive, **facts)
    assert progress(archive).missing == []


def test_a_list_that_ends_has_reached_the_days_behind_its_oldest_article(archive: Archive) -> None:
    page(archive, ending="end")
    for number, day in enumerate([3, 4, *range(20, 20 + OUTLIERS)]):
        at = datetime(2024, 10, day, 9, tzinfo=JAKARTA)
        key = f"kabar-timur.example/{number}"
        archive.announce("kabar_timur", key, f"https://{key}", source="listing /", published_at=at, now=NOW)
    found = progress(archive)
    assert found.missing == [(date(2024, 10, 1), date(2024, 10, 22))]  # four older ones may be pinned
    assert found.sources[0].why == "the site has no further pages"


def test_a_month_that_was_read_to_its_end_is_reached(archive: Archive) -> None:
    page(archive, ending="end", series="2024-10")
    assert progress(archive).missing == []


def test_what_is_to_be_read_and_a_search_reach_nothing(archive: Archive) -> None:
    page(archive, ending="limit")
    page(archive, 1)
    page(archive, 2, source="search /", scope="some", ending="whole")
    found = progress(archive)
    assert found.missing == [(found.first, found.last)]
    listing, search = found.sources
    assert (listing.read, listing.waiting, listing.why) == (
        1, 1, "more pages than are asked for; to be read on"
    )  # fmt: skip
    assert search.why == "a search for some terms"


def test_days_as_ranges() -> None:
    first = date(2024, 10, 1)
    days = [first + timedelta(days=number) for number in (0, 1, 2, 5, 7, 8)]
    assert ranges(days) == [(days[0], days[2]), (days[3], days[3]), (days[4], days[5])]
    assert ranges([]) == []
