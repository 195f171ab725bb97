"""Deleted text made to vanish from the database's own files, and not only from its tables."""

from __future__ import annotations

from sqlalchemy import Engine

from storage.db.engine import translated


def scrub(engine: Engine) -> None:
    """Writes the database anew without the free pages in which deleted rows still stand, and empties its journal.

    SQLite keeps deleted rows in free pages until they are needed (https://www.sqlite.org/lang_vacuum.html), and
    PostgreSQL dead rows until a ``VACUUM``. Needs the room of a second database for a while. Raises ``ArchiveError``
    (``ArchiveFull``: no room).
    """
    with translated(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM" if engine.dialect.name == "sqlite" else "VACUUM FULL article, version")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
