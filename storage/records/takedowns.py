"""Articles that are withheld: who asked for it, and why.

A withheld article stays in the database and in the raw archive until the operator removes it; it is left out of lists,
counts and exports. Takedowns cannot be derived from anything, so they are kept in a file beside the database too. A
decision is written to the file first, at once, whoever holds the database; then it is entered there. What the file
alone knows, as after a kill in between, is entered by the next decision or run. A takedown may be an order to destroy
the text too: ``storage.records.purges``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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

Told = Callable[[Takedown], None]
"""Function that is given a decision as soon as it is durable."""

_ARTICLE = re.compile(r"a[0-9a-f]{16}")
_MOMENTS = ("taken_at", "withdrawn_at")
_COLUMNS = tuple(column.name for column in Takedown.__table__.columns)


@contextmanager
def deciding(archive: Archive, folder: Path) -> Iterator[list[Takedown]]:
    """Every takedown that database or file know of; as they are at the end of the block, they stand in the file.

    Nobody else decides meanwhile, and the database is only read. ``enter`` is to follow.
    """
    with records_lock(folder):
        with archive.reading() as session:
            every = list(session.scalars(select(Takedown)))
        known = {(one.article_id, one.taken_at): one for one in every}
        kept = _read(folder)
        for row in kept:
            one = known.get((row["article_id"], row["taken_at"]))
            if one is None or _stage(row) > _stage(_row(one)):
                known[row["article_id"], row["taken_at"]] = Takedown(**row)
        every = list(known.values())
        yield every
        after = [_row(one) for one in sorted(every, key=lambda one: (one.taken_at, one.article_id))]
        if after != [_row(Takedown(**row)) for row in kept]:
            jsonl.write(folder / TAKEDOWNS_FILE, after)


def enter(archive: Archive, folder: Path) -> int:
    """Enters what the file knows and the database does not; gives how much that was.

    Raises :class:`~storage.exceptions.ArchiveBusy` where another writer holds the database: the file keeps it.
    """
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


def take_down(
    archive: Archive, folder: Path, *article_ids: str, by: str, why: str, now: datetime, told: Told = lambda _: None
) -> None:
    """Withholds articles, from now (aware) on.

    ``told`` is given each takedown, or the one that was there before, as soon as it is durable. Raises as ``enter``.
    """
    with deciding(archive, folder) as every:
        found = [taken_down(every, one, by=by, why=why, now=now) for one in article_ids]
    _tell_and_enter(archive, folder, found, told)


def taken_down(every: list[Takedown], article_id: str, *, by: str, why: str, now: datetime) -> Takedown:
    """The takedown in force of an article, within a block of ``deciding``; a new one where there is none."""
    found = standing(every, article_id)
    if found is None:
        # a moment that is taken is one that was withdrawn within the same second of a fixed clock
        while any((one.article_id, one.taken_at) == (article_id, now) for one in every):
            now += timedelta(microseconds=1)
        found = Takedown(article_id=article_id, taken_at=now, taken_by=cleaned(by), why=cleaned(why))
        every.append(found)
    return found


def withdraw(
    archive: Archive, folder: Path, *article_ids: str, by: str, why: str, now: datetime, told: Told = lambda _: None
) -> None:
    """Shows articles again. Raises :class:`ArchiveError`, with nothing withdrawn, when one is not withheld, or is
    purged; and as ``enter``.
    """
    with deciding(archive, folder) as every:
        found = [_withheld(every, one) for one in article_ids]
        for one in found:
            one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = now, cleaned(by), cleaned(why)
    _tell_and_enter(archive, folder, found, told)


def standing(every: Iterable[Takedown], article_id: str) -> Takedown | None:
    """The one of these under which an article is withheld now."""
    return next((one for one in every if one.article_id == article_id and one.withdrawn_at is None), None)


def _withheld(every: Iterable[Takedown], article_id: str) -> Takedown:
    found = standing(every, article_id)
    if found is None:
        raise ArchiveError(f"article {article_id} is not withheld; there is nothing to withdraw")
    if found.purge is not None:
        raise ArchiveError(f"article {article_id} is purged: its text is destroyed, and nothing can be shown again")
    return found


def _tell_and_enter(archive: Archive, folder: Path, found: Iterable[Takedown], told: Told) -> None:
    for one in found:
        told(one)
    enter(archive, folder)


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
        return [
            (row.Takedown, row.url) for row in session.execute(query.order_by(Takedown.taken_at, Takedown.article_id))
        ]


def restore(archive: Archive, folder: Path) -> int:
    """Brings database and file to one state, as after a kill between them or the loss of one.

    Gives the number of takedowns and withdrawals that the database lacked. Raises :class:`ArchiveError` with file and
    line for what cannot be read: what must stay hidden is not guessed.
    """
    count = enter(archive, folder)
    with deciding(archive, folder):
        pass
    return count


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
    if not isinstance(values["article_id"], str) or not _ARTICLE.fullmatch(values["article_id"]):
        raise ValueError(f"article_id {values['article_id']!r:.40} is not a and 16 hex digits")
    for name in ("taken_by", "why", "withdrawn_by", "withdrawn_why"):
        if not isinstance(values[name], str | None) or (values[name] is None and not name.startswith("withdrawn")):
            raise ValueError(f"{name} must be a text, found {values[name]!r:.40}")
    values |= {name: datetime.fromisoformat(values[name]) if values[name] is not None else None for name in _MOMENTS}
    if any(at is not None and at.tzinfo is None for at in (values["taken_at"], values["withdrawn_at"])):
        raise ValueError("taken_at and withdrawn_at are times with an offset")
    if values["taken_at"] is None:
        raise ValueError("taken_at is missing")
    found: dict[str, Any] = cleaned(values)
    return found


def _row(takedown: Takedown) -> dict[str, Any]:
    values = {name: getattr(takedown, name) for name in _COLUMNS}
    return values | {name: values[name].astimezone(UTC).isoformat() if values[name] else None for name in _MOMENTS}
