"""A backup holds all that was committed, and replaces nothing that is not one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.data_folder import DATABASE_NAME
from storage.db.engine import default_url
from storage.exceptions import ArchiveError
from storage.integrity.backup import back_up
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save
from tests.storage.exchanges import exchange, warc_writer


def manifest(target: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads(Path(f"{target}.manifest.json").read_text())
    return facts


def test_what_a_writer_committed_and_nothing_else_is_in_the_copy(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    target = tmp_path / "copy.db"
    with open_archive(tmp_path / "data") as archive:
        for number, text in enumerate(APEL):
            save(archive, f"apel-{number}", text)
        with archive.writing() as session:  # a crawl in the middle of a transaction
            session.connection().exec_driver_sql("UPDATE article SET title = 'belum'")
            backup = back_up(default_url(tmp_path / "data"), tmp_path / "data" / "warc", target, now=NOW)
        assert (tmp_path / "data" / f"{DATABASE_NAME}-wal").stat().st_size > 0
    assert backup.database.sha256 == sha256(target.read_bytes()).hexdigest()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "copy.db.manifest.json", "data"]
    with closing(sqlite3.connect(target)) as copy:
        titles = [row[0] for row in copy.execute("SELECT title FROM article")]
    assert len(titles) == 3
    assert "belum" not in titles


def test_a_copy_put_back_is_the_archive(tmp_path: Path) -> None:
    for name in ("data", "restored"):
        (tmp_path / name).mkdir()
    with open_archive(tmp_path / "data") as archive:
        key = save(archive, "gudang", GUDANG[0])
    back_up(default_url(tmp_path / "data"), tmp_path, tmp_path / "restored" / DATABASE_NAME, now=NOW)
    with Archive.open(default_url(tmp_path / "restored")) as archive:
        article = archive.article(key)
        assert article is not None
        assert article.body == GUDANG[0]


def test_the_manifest_names_every_complete_file_and_those_that_are_missing(tmp_path: Path) -> None:
    warc = tmp_path / "warc"
    with open_archive(tmp_path) as archive:
        for run in ("night-1", "night-2"):
            with warc_writer(
                warc,
                run,
                opened=lambda name, at, run=run: archive.save_warc_file(name, run, at),
                sealed=archive.seal_warc_file,
            ) as writer:
                writer.write(exchange())
        archive.save_warc_file("20261121T183000Z-night-3-1.warc.gz", "night-3", NOW)  # still being written
    first, second = sorted(warc.iterdir())
    second.write_bytes(second.read_bytes()[:-1])
    backup = back_up(default_url(tmp_path), warc, tmp_path / "copy.db", now=NOW)
    digest = sha256(first.read_bytes()).hexdigest()
    assert manifest(tmp_path / "copy.db")["warc_files"] == [
        {"name": first.name, "size": first.stat().st_size, "sha256": digest}
    ]
    assert backup.missing == (second.name,)


def test_only_a_backup_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    url = default_url(tmp_path / "data")
    open_archive(tmp_path / "data").close()
    mine = tmp_path / "catatan.db"
    mine.write_text("milik saya")
    beside = tmp_path / "lain.db.manifest.json"
    beside.write_text('{"format": "lain"}')
    for target, says in (
        (mine, "was not written by a backup"),
        (tmp_path / "lain.db", "was not written by a backup"),
        (tmp_path / "data" / DATABASE_NAME, "the archive's own database"),
        (tmp_path / "data", "was not written by a backup"),
        (tmp_path / "tiada" / "copy.db", "there is no folder"),
    ):
        with pytest.raises(ArchiveError, match=says):
            back_up(url, tmp_path, target, now=NOW)
    assert mine.read_text() == "milik saya"
    for _ in range(2):
        back_up(url, tmp_path, tmp_path / "copy.db", now=NOW)


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no database"):
        back_up(default_url(tmp_path), tmp_path, tmp_path / "copy.db", now=NOW)
    with pytest.raises(ArchiveError, match="is the server running"):
        back_up("postgresql://127.0.0.1:1/kliping", tmp_path, tmp_path / "copy.db", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_kept_as_a_backup(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with open_archive(tmp_path / "data") as archive:
        for number in range(40):
            save(archive, f"apel-{number}", APEL[0] * 5)
    path = tmp_path / "data" / DATABASE_NAME
    damaged = bytearray(path.read_bytes())
    for page in range(4096 * 3, len(damaged), 4096):
        damaged[page : page + 16] = b"\xff" * 16
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError, match=r"damaged|cannot be copied"):
        back_up(default_url(tmp_path / "data"), tmp_path, tmp_path / "copy.db", now=NOW)
    assert [each.name for each in tmp_path.iterdir()] == ["data"]
