"""Owner of a database: Kliping's, nobody's yet, or another program's, which is refused and left as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from storage.exceptions import ArchiveError

VERSION_TABLE = "alembic_version"
"""Table of the schema's revision. Other programs that use Alembic have one of this name, too."""

_CORE = frozenset({"capture", "event", "outlet", "run"})
"""Tables that every schema of Kliping had, from the first on."""

_SQLITE_NAMES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)

_POSTGRESQL_NAMES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = to_regnamespace(current_schema()::text) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
"""Tables and views of the schema that new tables would go to, less those that belong to an extension (PostGIS)."""


def require_own_file(path: Path) -> None:
    """Raises :class:`ArchiveError` when a SQLite file holds the tables of another program.

    The file is opened to be read only, so that not even its journal mode changes. A file that cannot be read that way
    is left to the connection that follows, which says what is wrong.
    """
    if not path.is_file() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            names = {name for (name,) in connection.execute(_SQLITE_NAMES)}
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.Error:
        return
    require_own(names, str(path), "give another KLIPING_DATA")
    if mark and not names:
        raise _of_another(str(path), f"application id {mark}", "give another KLIPING_DATA")


def names_in(connection: Connection) -> set[str]:
    """Tables and views of the database; on PostgreSQL of the schema that new tables would go to."""
    is_sqlite = connection.dialect.name == "sqlite"
    return set(connection.scalars(text(_SQLITE_NAMES if is_sqlite else _POSTGRESQL_NAMES)))


def require_own(names: Collection[str], where: str, advice: str) -> None:
    """Raises :class:`ArchiveError` when these tables and views are another program's."""
    if names and not ({VERSION_TABLE} >= {*names} or {VERSION_TABLE, *_CORE} <= {*names}):
        raise _of_another(where, sorted({*names} - {VERSION_TABLE})[0], advice)


def _of_another(where: str, trace: str, advice: str) -> ArchiveError:
    return ArchiveError(
        f"{where} is a database, but not one of Kliping (it has {trace}); nothing was changed: {advice}"
    )
