"""Differences between archive and database are found, wherever they are."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.integrity.recovery import bring_together
from storage.integrity.verification import Problem, count_captures, verify
from tests.storage.clippings import APEL, open_archive, save
from tests.storage.databases import archive_url, sqlite_file, unchecked
from tests.storage.exchanges import exchange, warc_writer

pytestmark = pytest.mark.usefixtures("databases")

PAGES = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of four pages, one of them an article, and nothing wrong."""
    with warc_writer(tmp_path / "warc") as writer:
        for number in range(PAGES):
            writer.write(exchange(number))
    with open_archive(tmp_path) as archive:
        bring_together(archive, tmp_path / "warc")
        save(archive, "apel", APEL[0], warc_record_id=min(archive.captures(), key=lambda row: row.offset).record_id)
    return tmp_path


def problems(folder: Path, sample: int | None = None) -> list[Problem]:
    with Archive.open(archive_url(folder)) as archive:
        return list(verify(archive, folder / "warc", sample=sample, chosen_by=random.Random(1)))


def warc(folder: Path) -> Path:
    (path,) = (folder / "warc").glob("*.warc.gz")
    return path


def sql(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with Archive.open(archive_url(folder)) as archive, archive.writing() as session:
            unchecked(session)
            session.connection().exec_driver_sql(statement)

    return change


def flip(folder: Path) -> None:
    """A byte wrong in the last response."""
    with Archive.open(archive_url(folder)) as archive:
        offset = max(row.offset for row in archive.captures())
    raw = bytearray(warc(folder).read_bytes())
    raw[offset + 100] ^= 1
    warc(folder).write_bytes(raw)


def cut(folder: Path) -> None:
    warc(folder).write_bytes(warc(folder).read_bytes()[:-1])


def add_unindexed(folder: Path) -> None:
    with warc_writer(folder / "warc", "night-2") as writer:
        writer.write(exchange(9))


def leave_open(folder: Path) -> None:
    (folder / "warc" / "20261121T183000Z-night-3-1.warc.gz.open").write_bytes(b"")


ONE = '(SELECT record_id FROM capture ORDER BY "offset" DESC LIMIT 1)'


def test_nothing_is_wrong(folder: Path) -> None:
    assert problems(folder) == []
    assert problems(folder, sample=2) == []
    with Archive.open(archive_url(folder)) as archive:
        assert count_captures(archive) == PAGES


@pytest.mark.parametrize(
    ("harm", "serious", "says"),
    [
        (flip, True, " at "),
        (cut, True, "bytes, "),
        (lambda folder: warc(folder).unlink(), True, ": missing"),
        (sql(f"DELETE FROM capture WHERE record_id = {ONE}"), False, "a response that the index does not have"),
        (sql(f"UPDATE capture SET digest = 'sha256:X' WHERE record_id = {ONE}"), True, "not the record"),
        (sql(f'UPDATE capture SET "offset" = "offset" + 1 WHERE record_id = {ONE}'), True, " at "),
        (sql("UPDATE article SET warc_record_id = 'urn:uuid:0'"), True, "its record urn:uuid:0 is not there"),
        (sql("DELETE FROM warc_file"), True, "the index does not know it"),
        (add_unindexed, False, "not in the index"),
        (leave_open, False, "left open"),
    ],
)
def test_each_harm_is_found(folder: Path, harm: Callable[[Path], None], serious: bool, says: str) -> None:
    harm(folder)
    found = problems(folder)
    assert any(says in problem.line and problem.serious is serious for problem in found), found
    assert any(problem.serious for problem in found) is serious
    assert all("\n" not in problem.line for problem in found)


def test_damage_is_named_once_with_file_and_offset_and_a_sample_finds_it(folder: Path) -> None:
    flip(folder)
    with Archive.open(archive_url(folder)) as archive:
        offset = max(row.offset for row in archive.captures())
    for found in (problems(folder), problems(folder, sample=PAGES)):
        assert [problem.line.startswith(f"{warc(folder)} at {offset}: ") for problem in found] == [True]


def test_a_row_that_points_at_nothing_is_found(folder: Path) -> None:
    sqlite_file(folder)  # a server keeps such rows out
    with Archive.open(archive_url(folder)) as archive, archive.reading() as session:
        run = session.connection().exec_driver_sql
        run("ROLLBACK")
        run("PRAGMA foreign_keys = OFF")
        run("INSERT INTO pair VALUES ('a0', 'a1', '1', 0.5, 0, '{}')")
        run("BEGIN")
    assert [(problem.serious, "points at no row of article" in problem.line) for problem in problems(folder)] == [
        (False, True)
    ] * 2
