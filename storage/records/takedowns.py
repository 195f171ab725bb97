"""Articles that are withheld: who asked for it, and why.

A withheld article stays in the database and in the raw archive until the operator removes it; it is left out of lists,
counts and exports. Takedowns cannot be derived from anything, so they are kept in a file beside the database too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
from storage.raw.atomic import write_whole

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
    rows = _read(folder / TAKEDOWNS_FILE)
    with archive.reading() as session:
        known = {(row.article_id, row.taken_at) for row in session.scalars(select(Takedown))}
    unknown = [row for row in rows if (row["article_id"], row["taken_at"]) not in known]
    if unknown:
        with archive.writing() as session:
            insert_unknown(session, Takedown, unknown)
    return len(unknown)


def _read(path: Path) -> list[dict[str, Any]]:
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path} cannot be read ({error}): restore it from a backup") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            row = {name: values[name] for name in _COLUMNS}
            for name in _MOMENTS:
                row[name] = datetime.fromisoformat(row[name]) if row[name] else None
            if row["taken_at"] is None or row["taken_at"].tzinfo is None:
                raise ValueError("taken_at is not a time with an offset")
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(f"{path}:{number}: {error!r} is wrong with this line: mend it, or restore it") from error
        rows.append(row)
    return rows


def _save(archive: Archive, folder: Path) -> None:
    """Writes all takedowns to the file, or leaves it as it was."""
    rows = archive.select_all(select(Takedown).order_by(*_ORDER))
    write_whole(folder / TAKEDOWNS_FILE, _lines(rows))


def _lines(rows: Iterable[Takedown]) -> Iterable[str]:
    for row in rows:
        values = {name: getattr(row, name) for name in _COLUMNS}
        values |= {name: values[name].isoformat() if values[name] else None for name in _MOMENTS}
        yield json.dumps(values, ensure_ascii=False) + "\n"
