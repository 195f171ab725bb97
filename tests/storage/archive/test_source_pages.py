"""Pages of a backfill: read once, tried again when they did not come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.archive.source_pages import is_open
from storage.db.engine import default_url
from storage.models import SourcePage
from tests.storage.archive.rows import LATER, NOW

SINCE = NOW - timedelta(days=900)
UNTIL = SINCE + timedelta(days=30)
BACKFILL = ("kabar_timur", SINCE, UNTIL)
FIRST, SECOND = (f"https://kabar-timur.example/arsip/{number}" for number in (1, 2))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(default_url(tmp_path)) as archive:
        yield archive


def row(url: str, number: int, **changes: Any) -> dict[str, Any]:
    values = {"outlet": "kabar_timur", "since": SINCE, "until": UNTIL, "url": url, "source": "archive", "series": ""}
    return {**values, "number": number, "scope": "days", "state": "queued", "updated_at": NOW, **changes}


def states(archive: Archive) -> dict[str, str]:
    return {page.url: page.state for page in archive.source_pages(BACKFILL)}


def test_a_page_that_was_read_is_entered_with_those_that_follow(archive: Archive) -> None:
    archive.enter_source_pages([row(FIRST, 1)])
    archive.source_page_read(BACKFILL, FIRST, ending=None, following=[row(SECOND, 2)], now=NOW)
    archive.enter_source_pages([row(FIRST, 1)])
    assert states(archive) == {FIRST: "read", SECOND: "queued"}
    assert archive.source_pages(("kabar_timur", SINCE, LATER)) == []
    assert len(archive.source_pages()) == 2


def test_a_page_that_did_not_come_is_tried_on_later_nights_and_given_up(archive: Archive) -> None:
    archive.enter_source_pages([row(FIRST, 1)])

    def page() -> SourcePage:
        return archive.source_pages(BACKFILL)[0]

    assert is_open(page(), attempts=2, now=NOW)
    archive.source_page_failed(BACKFILL, FIRST, reason="status 500", now=NOW)
    assert (page().state, page().ending, page().attempts) == ("failed", "status 500", 1)
    assert not is_open(page(), attempts=2, now=NOW)
    assert is_open(page(), attempts=2, now=LATER)
    archive.source_page_failed(BACKFILL, FIRST, reason="status 500", now=LATER)
    assert not is_open(page(), attempts=2, now=LATER + timedelta(days=9))
    archive.source_page_read(BACKFILL, FIRST, ending="empty", following=[], now=LATER)
    assert not is_open(page(), attempts=9, now=LATER + timedelta(days=9))
