"""Ownership: another program's database is refused, and not a byte of it changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.db.engine import connect, default_url, migrate
from storage.exceptions import ArchiveError


def refusal(url: str) -> str:
    with pytest.raises(ArchiveError) as caught:
        migrate(connect(url))
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE recipe (name TEXT)"],
        ["CREATE TABLE outlet (name TEXT)"],
        ["CREATE TABLE recipe (name TEXT)", "CREATE TABLE alembic_version (version_num TEXT)"],
        ["CREATE TABLE alembic_version (version_num TEXT)", "CREATE VIEW one AS SELECT 1"],
        ["PRAGMA application_id = 77", "PRAGMA user_version = 3"],
    ],
)
def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path, statements: list[str]) -> None:
    path = tmp_path / "kliping.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    before = path.read_bytes()
    assert "not one of Kliping" in refusal(default_url(tmp_path))
    assert path.read_bytes() == before, "another program's file was changed"
    assert [file.name for file in tmp_path.iterdir()] == ["kliping.db"]


def test_a_database_of_something_else_that_is_in_use_keeps_its_wal(tmp_path: Path) -> None:
    path = tmp_path / "kliping.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE recipe (name TEXT)")
        wal = Path(f"{path}-wal").read_bytes()
        assert "it has recipe" in refusal(default_url(tmp_path))
        assert Path(f"{path}-wal").read_bytes() == wal
