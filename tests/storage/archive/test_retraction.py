"""An article that turned out to be none is taken back, and an earlier text comes back with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.storage.archive.rows import LATER, NOW, announce, enter_outlet, states_of
from tests.storage.archive.test_archive import reading

KEY = "kabar-timur.example/berita/1"
WALL = "22" * 32


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(default_url(tmp_path)) as archive:
        enter_outlet(archive)
        announce(archive, KEY)
        yield archive


def test_an_article_without_another_text_goes(archive: Archive) -> None:
    archive.save_article(reading(text_sha256=WALL), now=NOW, settles=[KEY])
    assert archive.take_back("kabar_timur", [KEY], WALL, reason="one text under 3 addresses", now=LATER) == ["article"]
    assert archive.article(KEY) is None
    assert states_of(archive, "kabar_timur") == {KEY: "quarantined"}
    assert archive.memory("kabar_timur")[KEY].article_id is None


def test_an_article_gets_its_last_other_text_back(archive: Archive) -> None:
    archive.save_article(reading(), now=NOW, settles=[KEY])
    wall = reading(text_sha256=WALL, body="Masuk untuk membaca.", fetched_at=LATER)
    archive.save_article(wall, now=LATER, settles=[KEY])
    archive.take_back("kabar_timur", [KEY], WALL, reason="one text under 3 addresses", now=LATER)
    article = archive.article(KEY)
    assert article is not None
    assert (article.body, article.words, article.fetched_at) == ("Gudang logistik dijaga.", 3, NOW)
    assert states_of(archive, "kabar_timur") == {KEY: "quarantined"}


def test_an_article_with_another_text_stays(archive: Archive) -> None:
    archive.save_article(reading(), now=NOW, settles=[KEY])
    archive.take_back("kabar_timur", [KEY], WALL, reason="one text under 3 addresses", now=LATER)
    assert archive.article(KEY) is not None
