"""History: runs, events and their changes, which the raw archive cannot tell, in a file beside the database.

Written after each run, and read back into a new database, so that event ids, redirects and the coverage of the nights
outlive a lost one. Judgements and takedowns have files of their own, written when they change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Exists, bindparam, case, exists, func, select, update

from storage.archive.archive import Archive
from storage.data_folder import HISTORY_FILE
from storage.db.dialects import continue_numbering, insert_unknown
from storage.exceptions import ArchiveError
from storage.models import Article, Base, Event, EventChange, Run, RunOutlet, Sighting, UTCDateTime
from storage.records import jsonl

_FORMAT = "kliping-history/1"
_TABLES: tuple[type[Base], ...] = (Run, RunOutlet, Event, EventChange)
_MARKS = ("article_id", "event_id", "copy_group", "first_seen_at", "gone_at")
"""Columns of an article that its pages do not tell; ``gone_at`` not where its re-checks are not in the raw archive."""

_HEADER = "format"
_ARTICLES = Article.__tablename__
_COLUMNS: dict[str, dict[str, Any]] = {
    table.__tablename__: {column.name: column.type for column in table.__table__.columns} for table in _TABLES
} | {_ARTICLES: {name: Article.__table__.columns[name].type for name in _MARKS}}

_ROWS = 1_000


def save(archive: Archive, folder: Path, *, now: datetime) -> None:
    """Writes the file anew. What it knows of articles that the database lacks, as before a rebuild, stays in it.

    Raises ``ArchiveError`` (``ArchiveFull``: no room); the file then stays as it was.
    """
    before = {mark["article_id"]: mark for mark in _read(folder / HISTORY_FILE).get(_ARTICLES, [])}
    jsonl.write(folder / HISTORY_FILE, _rows(archive, before, now))


def restore(archive: Archive, folder: Path) -> int:
    """Reads the file back where the database lacks what it says; gives the number of rows and articles mended.

    Runs and events are entered into a database that has none; articles get their event and their times back once they
    are there. To be called again after articles were rebuilt. Raises ``ArchiveError`` with file and line.
    """
    known = _read(folder / HISTORY_FILE)
    if not known:
        return 0
    count = 0
    with archive.writing() as session:
        if not any(session.scalar(select(func.count()).select_from(table)) for table in _TABLES):
            for table in _TABLES:
                insert_unknown(session, table, known.get(table.__tablename__, []))
                count += len(known.get(table.__tablename__, []))
            continue_numbering(session)
        lost = set(session.scalars(select(Article.article_id).where(Article.relevant, Article.event_id.is_(None))))
        events = set(session.scalars(select(Event.event_id)))
        marks = [
            {f"b_{name}": value for name, value in mark.items()}
            for mark in known.get(_ARTICLES, [])
            if mark["article_id"] in lost and mark["event_id"] in events
        ]
        if marks:
            values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in _MARKS[1:]}
            # where the raw archive tells of re-checks, it is never older than the file
            kept = bindparam("b_gone_at", type_=UTCDateTime())
            values["gone_at"] = case((_was_checked(), Article.gone_at), else_=kept)
            statement = update(Article).where(Article.article_id == bindparam("b_article_id")).values(values)
            session.connection().execute(statement, marks)
    return count + len(marks)


def _was_checked() -> Exists:
    of_article = (Sighting.outlet == Article.outlet) & (Sighting.url_key == Article.url_key)
    return exists().where(of_article, Sighting.checked_at.is_not(None)).correlate(Article)


def _rows(archive: Archive, before: dict[str, dict[str, Any]], now: datetime) -> Iterator[dict[str, Any]]:
    with archive.reading() as session:
        yield {"format": _FORMAT, "saved_at": now.isoformat()}
        for table in _TABLES:
            columns = table.__table__.columns
            query = select(*columns).order_by(*table.__table__.primary_key)
            for row in session.execute(query, execution_options={"yield_per": _ROWS}):
                yield {"table": table.__tablename__, **_plain(row._asdict())}
        marks = select(*(getattr(Article, name) for name in _MARKS)).order_by(Article.article_id)
        for row in session.execute(marks, execution_options={"yield_per": _ROWS}):
            before.pop(row.article_id, None)
            yield {"table": _ARTICLES, **_plain(row._asdict())}
        for mark in before.values():
            yield {"table": _ARTICLES, **_plain(mark)}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows by table; nothing when there is no file."""
    found: dict[str, list[dict[str, Any]]] = {}
    if not path.exists():
        return found
    for number, (table, row) in jsonl.read(path, _row, advice="restore it from a backup"):
        if (number == 1) is not (table == _HEADER):
            raise ArchiveError(f"{path}:{number}: the format is said in the first line; restore it from a backup")
        if table != _HEADER:
            found.setdefault(table, []).append(row)
    return found


def _row(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Table and row. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a row of no table."""
    if _HEADER in values:
        if values[_HEADER] != _FORMAT:
            raise ValueError(f"format {values[_HEADER]!r:.40} is not {_FORMAT}")
        return _HEADER, {}
    table = values["table"]
    return table, {name: _value(values[name], kind) for name, kind in _COLUMNS[table].items()}


def _value(value: Any, kind: Any) -> Any:
    return datetime.fromisoformat(value) if value is not None and isinstance(kind, UTCDateTime) else value
