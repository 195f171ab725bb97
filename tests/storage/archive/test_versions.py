"""Every distinct text of an article is kept once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete

from storage.archive.archive import Archive
from storage.archive.versions import keep_version, versions
from storage.db.engine import connect, migrate, migration_config
from storage.models import Version
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")


def bodies(archive: Archive, key: str) -> list[str]:
    with archive.reading() as session:
        return [version.body for version in versions(session, article_id(key))]


def test_the_first_text_and_every_other_one_oldest_first(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for hours, text in ((0, APEL[1]), (1, APEL[0]), (2, APEL[0]), (3, APEL[1])):
            at = NOW + timedelta(hours=hours)
            save(archive, "apel", text, now=at, warc_record_id=f"urn:uuid:{hours}")
        assert bodies(archive, "apel") == [APEL[1], APEL[0]]
        article = archive.article(article_id("apel"))
        assert article is not None
        assert article.body == APEL[1]
        with archive.reading() as session:
            second = versions(session, article_id("apel"))[1]
        assert (second.warc_record_id, second.fetched_at) == ("urn:uuid:1", NOW + timedelta(hours=1))


def test_other_rules_on_the_same_page_make_no_other_version(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel", APEL[0], warc_record_id="urn:uuid:1")
        row = {"article_id": article_id("apel"), "text_sha256": "0" * 64, "title": None, "body": APEL[2]}
        with archive.writing() as session:
            keep_version(session, row | {"fetched_at": NOW, "warc_record_id": "urn:uuid:1"}, reread=True)
        assert bodies(archive, "apel") == [APEL[2]]


def test_an_archive_from_before_has_the_text_it_has(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "gudang", GUDANG[0])
        with archive.writing() as session:
            session.execute(delete(Version))
            command.downgrade(migration_config(session.connection()), "0002")
    engine = connect(archive_url(tmp_path))
    migrate(engine)
    assert bodies(Archive(engine), "gudang") == [GUDANG[0]]
    engine.dispose()
