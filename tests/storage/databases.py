"""Where the archives of a test live: SQLite in its folder, or PostgreSQL, as the fixture ``databases`` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from storage.data_folder import DATABASE_NAME
from storage.db.engine import default_url

url_of: Callable[[Path], str] = default_url
"""Replaced by the fixture."""


def archive_url(folder: Path) -> str:
    """The URL of the one archive of this data folder."""
    return url_of(folder)


def sqlite_file(folder: Path) -> Path:
    """The database of this data folder as a file; skips a test that is about that file, on the other database."""
    if not archive_url(folder).startswith("sqlite:"):
        pytest.skip("about the file of SQLite")
    return folder / DATABASE_NAME


def unchecked(session: Session) -> None:
    """Lets this transaction write rows that point at nothing."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.connection().exec_driver_sql(
        "PRAGMA defer_foreign_keys = ON" if sqlite else "SET LOCAL session_replication_role = replica"
    )
