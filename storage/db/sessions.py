"""Sessions on the archive's database: one kind that reads, one that writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.orm import Session

from storage.db.engine import translated, writer
from storage.failpoints import reached


class Sessions:
    """Source of sessions for the parts of :class:`storage.archive.archive.Archive`."""

    def __init__(self, engine: Engine) -> None:
        """Takes over an engine whose schema is up to date; :meth:`open` is the usual way in."""
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout; nothing done in it is kept."""
        with translated(self._engine), Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, part: str | None = None) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back when anything is raised.

        It has the archive for itself. One that names the ``part`` that it keeps to (an outlet, a WARC file, a run) may
        go on beside writers of other parts (``storage.db.engine.writer``).

        Raises :class:`~storage.db.engine.ArchiveError` for what the database refuses, and its subclasses when the disk
        is full or another writer holds the database.
        """
        engine = writer(self._engine, part)
        with translated(self._engine), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
            reached("before_commit")
        reached("after_commit")

    def select_all(self, query: Select[Any]) -> list[Any]:
        """The first column of every row, or the objects that the query selects."""
        with self.reading() as session:
            return list(session.scalars(query))


def the_one(parts: Iterable[str]) -> str | None:
    """The part that all of these are, for :meth:`Sessions.writing`; ``None`` when there are several."""
    distinct = set(parts)
    return distinct.pop() if len(distinct) == 1 else None
