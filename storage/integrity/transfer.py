"""An archive from one database into another, SQLite or PostgreSQL, proven row by row.

The rows of every table go over in portions, out of one state of the source and in one transaction of the target: a
copy that is killed leaves the target empty, and is begun again. Before the transaction ends, each table is read back
and its digest compared with that of the rows that were sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Table, insert, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.db.dialects import continue_numbering
from storage.exceptions import ArchiveError
from storage.models import Base

_ROWS = 500
"""Rows in memory at a time: an article has 4 kB on average, and may have some hundred."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """A table that went over: how many rows, and the SHA-256 (hex) over them in the order of their keys."""

    table: str
    rows: int
    sha256: str


def transfer(
    source_url: str, target_url: str, *, tick: Callable[[str, int], None] = lambda _table, _rows: None
) -> list[Transferred]:
    """Copies all rows of one archive into another, which must be empty; gives what went over, a table each.

    Others may write to the source meanwhile: what they commit is not in the copy. ``tick`` is told the table and how
    many of its rows were sent. Raises ``ArchiveError`` when a database cannot be used, the target holds anything, or
    what it holds at the end is not what was sent; the target is then as it was.
    """
    with (
        Archive.open(source_url) as source,
        Archive.open(target_url) as target,
        source.reading() as reading,
        target.writing() as writing,
    ):
        for table in Base.metadata.sorted_tables:
            if writing.execute(select(table).limit(1)).first() is not None:
                raise ArchiveError(f"the target holds rows already (table {table.name}): give an empty database")
        done = [_transfer_table(reading, writing, table, tick) for table in Base.metadata.sorted_tables]
        continue_numbering(writing)
        return done


def _transfer_table(reading: Session, writing: Session, table: Table, tick: Callable[[str, int], None]) -> Transferred:
    sent, digest = 0, sha256()
    for rows in _portions(reading, table):
        writing.execute(insert(table), [dict(row._mapping) for row in rows])
        sent += len(rows)
        for row in rows:
            digest.update(_spelled(row))
        tick(table.name, sent)
    held, again = 0, sha256()
    for rows in _portions(writing, table):
        held += len(rows)
        for row in rows:
            again.update(_spelled(row))
    if (sent, digest.digest()) != (held, again.digest()):
        raise ArchiveError(f"table {table.name}: {sent} rows were sent, and {held} other ones came: nothing was kept")
    return Transferred(table.name, sent, digest.hexdigest())


def _portions(session: Session, table: Table) -> Iterator[list[Row[*tuple[Any, ...]]]]:
    query = select(table).order_by(*table.primary_key.columns)
    for part in session.execute(query, execution_options={"yield_per": _ROWS}).partitions():
        yield list(part)


def _spelled(row: Row[*tuple[Any, ...]]) -> bytes:
    return json.dumps(list(row), default=str).encode()
