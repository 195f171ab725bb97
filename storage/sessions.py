"""Sessions on the archive's database: one kind that reads, one that writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.orm import Session

from storage.database import translated, writer
from storage.failpoints import reached


class Sessions:
    """Where the parts of :class:`storage.archive.Archive` get their sessions."""

    def __init__(self, engine: Engine) -> None:
        """Takes over an engine whose schema is up to date; :meth:`open` is the usual way in."""
        self._engine = engine
        self._writer = writer(engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout; nothing done in it is kept."""
        with translated(self._engine), Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back when anything is raised.

        Raises :class:`~storage.database.ArchiveError` for what the database refuses, and its subclasses when the disk
        is full or another writer holds the database.
        """
        with translated(self._engine), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
            reached("before_commit")
        reached("after_commit")

    def select_all(self, query: Select[Any]) -> list[Any]:
        """The first column of every row, or the objects that the query selects."""
        with self.reading() as session:
            return list(session.scalars(query))
