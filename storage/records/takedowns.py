"""Articles that are withheld: who asked for it, and why.

A withheld article stays in the database and in the raw archive until the operator removes it; it is left out of lists,
counts and exports. Takedowns cannot be derived from anything, so they are kept in a file beside the database too.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.data_folder import TAKEDOWNS_FILE
from storage.db.dialects import cleaned, insert_unknown
from storage.exceptions import ArchiveError
from storage.models import Article, Takedown
from storage.records import jsonl

_MOMENTS = ("taken_at", "withdrawn_at")
_ORDER = (Takedown.taken_at, Takedown.article_id)
_COLUMNS = tuple(column.name for column in Takedown.__table__.columns)


def take_down(archive: Archive, folder: Path, article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """Withholds an article, from now (aware) on; gives the takedown that was there before if there was one."""
    restore(archive, folder)
    with archive.writing() as session:
        found = in_force(session, article_id)
        if found is None:
            # a moment that is taken is one that was withdrawn within the same second of a fixed clock
            found = session.get(Takedown, (article_id, now)) or Takedown(article_id=article_id, taken_at=now)
            found.taken_by, found.why = cleaned(by), cleaned(why)
            found.withdrawn_at = found.withdrawn_by = found.withdrawn_why = None
            session.add(found)
    _save(archive, folder)
    return found


def withdraw(archive: Archive, folder: Path, article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """Shows an article again. Raises :class:`ArchiveError` when it is not withheld."""
    restore(archive, folder)
    with archive.writing() as session:
        found = in_force(session, article_id)
        if found is None:
            raise ArchiveError(f"article {article_id} is not withheld; there is nothing to withdraw")
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_why = now, cleaned(by), cleaned(why)
    _save(archive, folder)
    return found


def in_force(session: Session, article_id: str) -> Takedown | None:
    """The takedown under which an article is withheld now."""
    query = select(Takedown).where(Takedown.article_id == article_id, Takedown.withdrawn_at.is_(None))
    return session.scalar(query.limit(1))


def listed(archive: Archive) -> list[tuple[Takedown, str | None]]:
    """Every takedown, those withdrawn too, in the order in which they were made, with the article's address where the
    article is in this archive.
    """
    query = select(Takedown, Article.url).outerjoin(Article, Article.article_id == Takedown.article_id)
    with archive.reading() as session:
        return [(row.Takedown, row.url) for row in session.execute(query.order_by(*_ORDER))]


def restore(archive: Archive, folder: Path) -> int:
    """Enters the takedowns of the file that the database does not know, as after its loss; gives their number.

    Raises :class:`ArchiveError` with file and line for what cannot be read: what must stay hidden is not guessed.
    """
    path = folder / TAKEDOWNS_FILE
    if not path.exists():
        return 0
    rows = [row for _, row in jsonl.read(path, _takedown, advice="mend the line, or restore it from a backup")]
    with archive.reading() as session:
        known = {(row.article_id, row.taken_at) for row in session.scalars(select(Takedown))}
    unknown = [row for row in rows if (row["article_id"], row["taken_at"]) not in known]
    if unknown:
        with archive.writing() as session:
            insert_unknown(session, Takedown, unknown)
    return len(unknown)


def _takedown(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a takedown. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a row that is none."""
    values = {name: row[name] for name in _COLUMNS}
    values |= {name: datetime.fromisoformat(values[name]) if values[name] else None for name in _MOMENTS}
    if values["taken_at"] is None or values["taken_at"].tzinfo is None:
        raise ValueError("taken_at is not a time with an offset")
    return values


def _save(archive: Archive, folder: Path) -> None:
    """Writes all takedowns to the file, or leaves it as it was."""
    jsonl.write(folder / TAKEDOWNS_FILE, map(_row, archive.select_all(select(Takedown).order_by(*_ORDER))))


def _row(takedown: Takedown) -> dict[str, Any]:
    values = {name: getattr(takedown, name) for name in _COLUMNS}
    return values | {name: values[name].isoformat() if values[name] else None for name in _MOMENTS}
