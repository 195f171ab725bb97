"""The migrations make the tables of ``storage.models``, all or nothing, on both databases."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

import storage.db.engine
from storage.archive.archive import Archive
from storage.archive.versions import versions
from storage.db.engine import connect, default_url, migrate, migration_config, revisions, writer
from storage.exceptions import ArchiveError
from storage.migrations.__main__ import write
from storage.models import Base

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}


def upgrade():
    op.create_table("extra", sa.Column("name", sa.String(), primary_key=True))
    {then}
"""


def opened(folder: Path) -> Engine:
    engine = connect(default_url(folder))
    migrate(engine)
    return engine


def head() -> str:
    revision = ScriptDirectory.from_config(migration_config()).get_current_head()
    assert revision is not None
    return revision


def own_migrations(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, used in their place; its folder has a name that is hard on configuration files."""
    migrations = folder / "100%(x)s" / "migrations"
    shutil.copytree(storage.db.engine.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(storage.db.engine, "MIGRATIONS", migrations)
    return migrations


def use_next(folder: Path, monkeypatch: pytest.MonkeyPatch, *, then: str) -> None:
    """Lets the code be one schema further than it is."""
    following = NEXT.format(head=head(), then=then)
    (own_migrations(folder, monkeypatch) / "versions" / "9999_next.py").write_text(following)


def test_they_make_exactly_the_models(tmp_path: Path) -> None:
    with opened(tmp_path).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_missing_column_would_be_noticed(tmp_path: Path) -> None:
    with writer(opened(tmp_path)).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE article DROP COLUMN place")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) != []


def test_all_can_be_undone(tmp_path: Path) -> None:
    engine = opened(tmp_path)
    with writer(engine).begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert "article" in inspect(engine).get_table_names()


def test_an_older_archive_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path).dispose()
    use_next(tmp_path, monkeypatch, then="")
    assert "extra" in inspect(opened(tmp_path)).get_table_names()


def test_a_data_folder_of_the_first_schema_comes_along_without_loss(tmp_path: Path) -> None:
    """As an installation of years ago left it: `data/schema_0001.sql`."""
    with closing(sqlite3.connect(tmp_path / "kliping.db")) as database:
        database.executescript((Path(__file__).parent / "data" / "schema_0001.sql").read_text(encoding="utf-8"))
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: ", ".join(f'"{row[1]}"' for row in database.execute(f"PRAGMA table_info({name})"))
            for name in names
            if name not in ("alembic_version", "sqlite_sequence")
        }
        before = {name: database.execute(f"SELECT {columns[name]} FROM {name}").fetchall() for name in columns}
    assert all(before.values()), "every table of that time has rows"
    with Archive.open(default_url(tmp_path)) as archive:
        assert archive.article("a0000000000000001").body.startswith("Petugas")  # type: ignore[union-attr]
        with archive.reading() as session:
            assert [len(versions(session, f"a000000000000000{number}")) for number in (1, 2)] == [1, 1]
    with closing(sqlite3.connect(tmp_path / "kliping.db")) as database:
        after = {name: database.execute(f"SELECT {columns[name]} FROM {name}").fetchall() for name in columns}
        # signatures are derived: `scrapy cluster` makes them again
        assert (after.pop("signature"), len(before.pop("signature"))) == ([], 2)
        assert after == before
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_newer_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        use_next(tmp_path, newer, then="")
        opened(tmp_path).dispose()
    with pytest.raises(ArchiveError) as caught:
        opened(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/kliping.db was written by a newer Kliping (schema 9999);"
        " update Kliping or give another KLIPING_DATA"
    )


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path).dispose()
    with monkeypatch.context() as broken:
        use_next(tmp_path, broken, then="raise RuntimeError('half way')")
        with pytest.raises(RuntimeError, match="half way"):
            opened(tmp_path)
    assert "extra" not in inspect(opened(tmp_path)).get_table_names()


def test_the_names_of_the_files_tell_the_revisions() -> None:
    scripts = list(ScriptDirectory.from_config(migration_config()).walk_revisions())
    assert {script.revision for script in scripts} == revisions()
    assert head() == max(revisions())


def test_they_can_be_written_for_postgresql() -> None:
    out = StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": out})
    scripts = ScriptDirectory.from_config(migration_config()).walk_revisions()
    with Operations.context(context):
        for script in reversed(list(scripts)):
            script.module.upgrade()
    sql = out.getvalue()
    assert all(f"CREATE TABLE {name}" in sql for name in Base.metadata.tables)
    assert "published_at TIMESTAMP WITH TIME ZONE" in sql


def test_opening_an_archive_that_is_up_to_date_logs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(tmp_path)
    caplog.set_level("DEBUG", "alembic")
    opened(tmp_path)
    assert caplog.records == []


def test_the_next_migration_is_written_from_the_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = own_migrations(tmp_path, monkeypatch)
    existing = set((migrations / "versions").glob("*.py"))
    [first] = (migrations / "versions").glob("0001_*.py")
    before = first.read_text()
    first.write_text(before.replace('        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),\n', ""))
    assert first.read_text() != before
    write("Time of going")
    [following] = set((migrations / "versions").glob("*.py")) - existing
    assert following.name == f"{len(existing) + 1:04}_time_of_going.py"
    assert 'add_column(sa.Column("gone_at", sa.DateTime(timezone=True)' in following.read_text().replace("'", '"')
    with opened(tmp_path).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
