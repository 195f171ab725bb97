"""Verification that raw archive and database agree, down to the bytes.

Every check reads; nothing is mended here. A problem is *serious* when a row counts on bytes that are missing or
damaged: that is never the trace of a crash, and a person must look before the next run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, inspect, select
from sqlalchemy.orm import Session, aliased

from storage.archive.archive import Archive
from storage.archive.purge import outstanding, purges
from storage.exceptions import ArchiveError, WarcError
from storage.models import Article, Base, Capture, Version, WarcFile
from storage.raw.exchange import RESPONSES, RawRecord
from storage.raw.files import SUFFIX, open_names
from storage.raw.reader import read_record, records

_MADE_AGAIN: dict[type[Base], frozenset[str]] = {
    Capture: frozenset(),
    Article: frozenset({"event_id", "copy_group", "first_seen_at", "awaits"}),
    Version: frozenset({"titles"}),  # of re-checks, which are not read again
}
"""Tables that the raw archive is enough for, and columns of theirs that it does not tell."""

_PORTION = 500
_SHOWN = 20
"""Rows of the database's own checks that are named."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line for people, with file and offset where there are any."""

    line: str
    serious: bool


def verify(
    archive: Archive,
    warc_folder: Path,
    *,
    sample: int | None = None,
    chosen_by: random.Random | None = None,
    tick: Callable[[int], None] = lambda _: None,
) -> Iterator[Problem]:
    """Everything that is wrong. The caller holds the lock of the data folder.

    Every record of every file is read and proven, or ``sample`` of them, drawn by ``chosen_by``. ``tick`` is told how
    many were read so far.
    """
    with archive.reading() as session:
        yield from _database(session)
        index = {file.name: file for file in session.scalars(select(WarcFile).order_by(WarcFile.name))}
        yield from _files(session, warc_folder, index)
        if sample is None:
            yield from _every_record(session, warc_folder, sorted(index), tick)
        else:
            yield from _some_records(session, warc_folder, sample, chosen_by or random.Random(), tick)
        yield from _articles(session)
        yield from _revisits(session)
        yield from _purges(session, warc_folder)


def _database(session: Session) -> Iterator[Problem]:
    """Problems that SQLite finds in its own file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    run = session.connection().exec_driver_sql
    for (found,) in run(f"PRAGMA integrity_check({_SHOWN})").fetchall():
        if found != "ok":
            yield Problem(f"database: {' '.join(str(found).split())}: restore a backup", serious=True)
    for table, row, other, _ in run("PRAGMA foreign_key_check").fetchmany(_SHOWN):
        yield Problem(f"database: row {row} of {table} points at no row of {other}", serious=False)


def _files(session: Session, folder: Path, index: dict[str, WarcFile]) -> Iterator[Problem]:
    """Files that are not as the index has them."""
    held = set(session.scalars(select(Capture.warc_file).distinct()))
    for name in sorted(held - index.keys()):
        yield Problem(f"{folder / name}: rows point into it, but the index does not know it", serious=True)
    for name, file in index.items():
        path = folder / name
        if not path.is_file():
            yield Problem(f"{path}: missing; restore it from a backup", serious=name in held or file.sealed)
        elif file.sealed and path.stat().st_size != file.size:
            yield Problem(f"{path}: {path.stat().st_size} bytes, {file.size} when it was completed", serious=True)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path.name not in index:
            yield Problem(f"{path}: not in the index; the next run, or scrapy reextract, enters it", serious=False)
    for path in open_names(folder):
        yield Problem(f"{path}: left open by a run that was killed; the next run completes it", serious=False)


def _every_record(
    session: Session, folder: Path, names: Sequence[str], tick: Callable[[int], None]
) -> Iterator[Problem]:
    count = 0
    doomed = _doomed(session)
    for name in names:
        path = folder / name
        if not path.is_file():
            continue  # said above
        query = select(Capture.offset, Capture.length, Capture.record_id, Capture.digest).where(
            Capture.warc_file == name
        )
        rows = {row.offset: row for row in session.execute(query)}
        try:
            for found in records(path):
                count += 1
                tick(count)
                if not isinstance(found, RawRecord):
                    inside = any(found.offset <= offset < found.offset + found.length for offset in rows)
                    # a row in the damage is told of itself
                    if not inside:
                        yield Problem(f"{found.reason} ({found.length} bytes)", serious=False)
                elif found.record_type in RESPONSES:
                    row = rows.pop(found.offset, None)
                    if row is None:
                        yield Problem(
                            f"{path} at {found.offset}: a response that the index does not have", serious=False
                        )
                    elif (row.record_id, row.length, row.digest) != (found.record_id, found.length, found.digest):
                        yield Problem(f"{path} at {found.offset}: not the record that the index has", serious=True)
        except OSError as error:
            yield Problem(f"{path}: cannot be read ({error.strerror})", serious=True)
        for offset in sorted(rows):
            if (name, offset) not in doomed:
                yield _unreadable(folder, name, offset, rows[offset].length)


def _unreadable(folder: Path, name: str, offset: int, length: int) -> Problem:
    """Reason why there is no response at the position that a row names."""
    try:
        read_record(folder, name, offset, length)
    except (WarcError, OSError) as error:
        return Problem(str(error), serious=True)
    return Problem(f"{folder / name} at {offset}: not a response", serious=True)


def _some_records(
    session: Session, folder: Path, sample: int, chosen_by: random.Random, tick: Callable[[int], None]
) -> Iterator[Problem]:
    doomed = _doomed(session)
    rows = session.execute(select(Capture.record_id, Capture.warc_file, Capture.offset).order_by(Capture.record_id))
    ids = [row.record_id for row in rows if (row.warc_file, row.offset) not in doomed]
    for count, record_id in enumerate(sorted(chosen_by.sample(ids, min(sample, len(ids)))), 1):
        tick(count)
        row = session.get_one(Capture, record_id)
        place = f"{folder / row.warc_file} at {row.offset}"
        try:
            found = read_record(folder, row.warc_file, row.offset, row.length)
        except ArchiveError as error:
            yield Problem(str(error), serious=True)
        except OSError as error:
            yield Problem(f"{place}: cannot be read ({error.strerror})", serious=True)
        else:
            if (found.record_id, found.digest) != (row.record_id, row.digest):
                yield Problem(f"{place}: not the record that the index has", serious=True)


def _articles(session: Session) -> Iterator[Problem]:
    """Articles whose page is not in the archive. Imported ones have none and are not asked for it."""
    query = (
        select(Article.article_id, Article.url, Article.warc_record_id)
        .outerjoin(Capture, Capture.record_id == Article.warc_record_id)
        .where(Article.warc_record_id.is_not(None), Capture.record_id.is_(None), Article.package.is_(None))
        .order_by(Article.article_id)
    )
    for row in session.execute(query):
        yield Problem(
            f"article {row.article_id} ({row.url}): its record {row.warc_record_id} is not there", serious=True
        )


def _revisits(session: Session) -> Iterator[Problem]:
    """Records without a body of their own that refer to none."""
    whole = aliased(Capture)
    query = (
        select(Capture.record_id, Capture.warc_file, Capture.offset, Capture.revisits)
        .outerjoin(whole, (whole.record_id == Capture.revisits) & whole.revisits.is_(None))
        .where(Capture.revisits.is_not(None), (whole.record_id.is_(None)) | (whole.digest != Capture.digest))
        .order_by(Capture.record_id)
    )
    for row in session.execute(query):
        yield Problem(
            f"{row.warc_file} at {row.offset}: revisits {row.revisits}, which is not there or another body",
            serious=True,
        )


def unlike(live: Archive, again: Archive, *, outlets: Collection[str]) -> Iterator[Problem]:
    """Differences of the live database from one that was made ``again`` from the raw archive.

    Compared are captures, and of these ``outlets`` the articles and their texts, but for what people and the history
    add. Imported articles have no page, and those that are not relevant any more are not made.
    """
    for model, others in _MADE_AGAIN.items():
        made = set(again.select_all(select(_name(model))))
        columns = [column.name for column in model.__table__.columns if column.name not in others]
        with live.reading() as session, again.reading() as other:
            for row in session.scalars(_comparable(model, outlets), execution_options={"yield_per": _PORTION}):
                key = inspect(row).identity
                made.discard("/".join(key))
                twin = other.get(model, key)
                if twin is None:
                    yield Problem(f"{model.__tablename__} {'/'.join(key)}: not made again from the raw archive", False)
                elif changed := [name for name in columns if getattr(row, name) != getattr(twin, name)]:
                    yield Problem(
                        f"{model.__tablename__} {'/'.join(key)}: made again with another {', '.join(changed)}", False
                    )
                other.expunge_all()
        for name in sorted(made):
            yield Problem(f"{model.__tablename__} {name}: in the raw archive, and not in the database", False)


def _purges(session: Session, folder: Path) -> Iterator[Problem]:
    """Purges that were ordered and are not done, or must be done again."""
    for purge, reason in outstanding(session, folder):
        yield Problem(
            f"article {purge.subject.article_id} ({purge.subject.url}): its purge {reason}; the next run does it, or "
            "scrapy takedown --purge",
            serious=False,
        )


def _doomed(session: Session) -> set[tuple[str, int]]:
    """Files and offsets of records that are to be overwritten: half of one may be, where a purge was killed."""
    return {(place.warc_file, place.offset) for purge in purges(session) for place in purge.records}


def _name(model: type[Base]) -> ColumnElement[str]:
    """The primary key as one text."""
    first, *more = model.__table__.primary_key
    name: ColumnElement[str] = first
    for column in more:
        name = name + "/" + column
    return name


def _comparable(model: type[Base], outlets: Collection[str]) -> Select[Any]:
    if model is Capture:
        return select(Capture)
    made = and_(Article.outlet.in_(outlets), Article.relevant, Article.warc_record_id.is_not(None))
    if model is Article:
        return select(Article).where(made)
    pages = Version.warc_record_id.is_not(None)
    return select(Version).join(Article, Article.article_id == Version.article_id).where(made, pages)


def count_captures(archive: Archive) -> int:
    """Number of responses in the index."""
    with archive.reading() as session:
        return session.scalars(select(func.count()).select_from(Capture)).one()
