"""When a known article is asked for again, and what is written of what was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from tests.storage.archive.rows import NOW
from tests.storage.archive.test_archive import reading
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

DAYS = (1, 3, 14)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(archive_url(tmp_path)) as opened:
        opened.save_outlet(
            name="kabar_timur", title="Kabar Timur", site=None, network="kabar_timur", family=None, region_code=None,
            region=None,
        )  # fmt: skip
        opened.save_article(reading(warc_record_id="urn:uuid:1"), now=NOW, settles=(KEY,))
        yield opened


KEY = str(reading()["url_key"])


def due(archive: Archive, day: int) -> bool:
    return bool(archive.articles_due("kabar_timur", days=DAYS, now=NOW + timedelta(days=day)))


def found(archive: Archive, day: int) -> bool:
    return archive.note_found("kabar_timur", KEY, at=NOW + timedelta(days=day))


def missing(archive: Archive, day: int) -> str:
    return archive.note_missing("kabar_timur", KEY, at=NOW + timedelta(days=day), reason="HTTP 404")


def test_after_one_three_and_fourteen_days(archive: Archive) -> None:
    asked = []
    for day in range(40):
        if due(archive, day):
            asked.append(day)
            found(archive, day)
    assert asked == [1, 3, 14]


def test_missed_nights_are_made_good_once(archive: Archive) -> None:
    assert due(archive, 5)
    found(archive, 5)
    assert [day for day in range(6, 40) if due(archive, day)] == list(range(14, 29)), "and an old article is left alone"


def test_missing_twice_is_gone_and_may_come_back(archive: Archive) -> None:
    assert missing(archive, 1) == "missing"
    assert missing(archive, 1) == "missing", "the same night says nothing new"
    assert due(archive, 2)
    assert missing(archive, 2) == "gone"
    article = archive.article(KEY)
    assert article and article.gone_at and article.body
    assert due(archive, 3)
    assert found(archive, 3)
    article = archive.article(KEY)
    assert article and article.gone_at is None
    assert (archive.memory("kabar_timur")[KEY].reason or "").startswith("back on")
    assert not found(archive, 14)


def test_an_unclear_answer_waits_for_the_next_time(archive: Archive) -> None:
    archive.note_unclear("kabar_timur", KEY, at=NOW + timedelta(days=1), reason="HTTP 500")
    assert not due(archive, 2)
    assert due(archive, 3)
    assert archive.memory("kabar_timur")[KEY].state == "article"
