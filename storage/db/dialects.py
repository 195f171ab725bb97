"""Dialects of the two databases: statements that they spell differently, and values that both can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def insert(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """``INSERT`` in the dialect of the session, with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def insert_unknown(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Inserts the rows whose keys are not there yet and leaves the others as they are."""
    values = [cleaned(dict(row)) for row in rows]
    if values:
        session.flush()  # rows may point at what waits in the session
        # past the mapper, which would look at every row again: a quarter of the time
        session.connection().execute(insert(session, model).on_conflict_do_nothing(), values)


def upsert(session: Session, model: type[Base], row: Mapping[str, Any], *, keep: Iterable[str] = ()) -> None:
    """Inserts one row, or gives the row of that primary key these values; the columns in ``keep`` stay as they are."""
    values = cleaned(dict(row))
    key = [column.name for column in model.__table__.primary_key]
    statement = insert(session, model).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in {*key, *keep}}
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def continue_numbering(session: Session) -> None:
    """Lets the numbers that the database gives out go on after those of rows that came with theirs.

    SQLite looks for the highest by itself.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            session.execute(select(func.setval(sequence, following, False)))


def cleaned(value: Any) -> Any:
    """The value without what a database refuses, tuples as lists.

    NUL characters (refused by PostgreSQL, the end of a string for many readers of SQLite) are dropped; lone surrogates,
    which no UTF-8 file can hold, become U+FFFD.
    """
    if isinstance(value, str):
        value = value.replace("\0", "")
        # pages with lone surrogates are rare and the check is cheap: most text is returned as it came
        return value if _encodable(value) else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {cleaned(name): cleaned(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [cleaned(item) for item in value]
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


MOST_IN = 500
"""Values of one ``IN``; old builds of SQLite take 999."""


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The values sorted, in portions that fit into one ``IN``."""
    ordered = sorted(values)
    for at in range(0, len(ordered), MOST_IN):
        yield ordered[at : at + MOST_IN]
