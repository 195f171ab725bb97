"""Articles that are withheld: who asked for it, and why.

A withheld article stays in the database and in the raw archive until the operator removes it; it is left out of lists,
counts and exports. Takedowns cannot be derived from anything, so they are kept in a file beside the database too: first
in the database, then in the file. Each change first enters what the file alone knows, and ends with the file as the
database has it, so that a kill in between is mended by the next change or run. A takedown may be an order to destroy
the text too: ``storage.records.purges``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.data_folder import TAKEDOWNS_FILE
from storage.db.dialects import cleaned, insert_unknown
from storage.exceptions import ArchiveError
from storage.models import Article, Takedown
from storage.records import jsonl
from storage.records.lock import records_lock

_MOMENTS = ("taken_at", "withdrawn_at")
_ORDER = (Takedown.taken_at, Takedown.article_id)
_COLUMNS = tuple(column.name for column in Takedown.__table__.columns)


@contextmanager
def changing(archive: Archive, folder: Path) -> Iterator[Session]:
    """A transaction on the takedowns, and the file after it; nobody else changes them meanwhile."""
    with records_lock(folder):
        _take_over(archive, folder)
        with archive.writing() as session:
            yield session
        _save(archive, folder)


def take_down(archive: Archive, folder: Path, article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """Withholds an article, from now (aware) on; gives the takedown that was there before if there was one."""
    with changing(archive, folder) as session:
        return taken_down(session, article_id, by=by, why=why, now=now)


def taken_down(session: Session, article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """As ``take_down``, within a transaction of ``changing``."""
    found = in_force(session, article_id)
    if found is None:
        # a moment that is taken is one that was withdrawn within the same second of a fixed clock
        while session.get(Takedown, (article_id, now)) is not None:
            now += timedelta(microseconds=1)
        found = Takedown(article_id=article_id, taken_at=now, taken_by=cleaned(by), why=cleaned(why))
        session.add(found)
    return found


def withdraw(archive: Archive, folder: Path, article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """Shows an article again. Raises :class:`ArchiveError` when it is not withheld, or purged."""
    with changing(archive, folder) as session:
        found = in_force(session, article_id)
        if found is None:
            raise ArchiveError(f"article {article_id} is not withheld; there is nothing to withdraw")
        if found.purge is not None:
            raise ArchiveError(f"article {article_id} is purged: its text is destroyed, and nothing can be shown again")
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_why = now, cleaned(by), cleaned(why)
        return found


def copies(session: Session, article_id: str, *, withheld: bool = False) -> dict[str, str]:
    """Addresses, by id, of the other articles with the same text that are shown, or are ``withheld``.

    Copies are found by grouping; an article that was not grouped yet has those of exactly its own text.
    """
    own = session.get(Article, article_id)
    if own is None:
        return {}
    alike = [Article.text_sha256 == own.text_sha256] if own.words else []
    if own.copy_group is not None:
        alike.append(Article.copy_group == own.copy_group)
    taken_down = select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None))
    query = select(Article.article_id, Article.url).where(
        or_(false(), *alike), Article.article_id != article_id, Article.article_id.in_(taken_down) == withheld
    )
    return dict(session.execute(query.order_by(Article.article_id)).all())


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
    """Brings database and file to one state, as after a kill between them or the loss of one.

    Gives the number of takedowns and withdrawals that the database lacked. Raises :class:`ArchiveError` with file and
    line for what cannot be read: what must stay hidden is not guessed.
    """
    with records_lock(folder):
        count = _take_over(archive, folder)
        known = list(map(_row, archive.select_all(select(Takedown).order_by(*_ORDER))))
        if known != [_row(Takedown(**row)) for row in _read(folder)]:
            _save(archive, folder)
    return count


def _take_over(archive: Archive, folder: Path) -> int:
    """Enters what the file knows and the database does not; the caller holds the lock of the records."""
    rows = _read(folder)
    if not rows:
        return 0
    with archive.reading() as session:
        known = {(row.article_id, row.taken_at): _row(row) for row in session.scalars(select(Takedown))}
    unknown = [row for row in rows if (row["article_id"], row["taken_at"]) not in known]
    ahead = [row for row in rows if _stage(row) > _stage(known.get((row["article_id"], row["taken_at"]), row))]
    if unknown or ahead:
        with archive.writing() as session:
            insert_unknown(session, Takedown, unknown)
            for row in ahead:
                session.merge(Takedown(**row))
    return len(unknown) + len(ahead)


def _stage(row: Mapping[str, Any]) -> int:
    """How far a takedown has come: in force, to be purged, its records known, purged; or withdrawn."""
    purge = row["purge"] or {}
    return bool(row["withdrawn_at"]) + bool(purge) + bool(purge.get("records")) + bool(purge.get("purged_at"))


def _read(folder: Path) -> list[dict[str, Any]]:
    path = folder / TAKEDOWNS_FILE
    if not path.exists():
        return []
    return [row for _, row in jsonl.read(path, _takedown, advice="mend the line, or restore it from a backup")]


def _takedown(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a takedown. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a row that is none."""
    values = {name: row[name] for name in _COLUMNS if name != "purge"}
    values["purge"] = row.get("purge")  # files of earlier versions have none
    if not isinstance(values["purge"], dict | None):
        raise ValueError("purge is neither an object nor null")
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
