"""The index that the pages read: a SQLite file of its own, which holds nothing but what may be shown.

It is derived from the archive (SQLite or PostgreSQL) and made anew when it is missing or of another ``LAYOUT``. What is
withheld is not in it, so no page can show it by mistake. Events come in order of their ``moment``, the number of their
row: lists, date filters and the search for words walk along it and stop when a page is full.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.browse.facets import FACETS, enter, erase
from storage.browse.looked import looked_at
from storage.db.dialects import portions
from storage.events.selection import presentable
from storage.events.summaries import EventSummary, summaries_of
from storage.exceptions import ArchiveError
from storage.models import Article, Event, Outlet, Takedown
from storage.records.judgements import closure

LAYOUT = "3"
"""Of the tables below, and of what is written into them."""

MOMENT_BITS = 20
"""A moment is the second of the first report, and so many bits by which events of one second differ."""

BUSY_SECONDS = 30.0

_TABLES = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE region (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outlet (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, site TEXT, network TEXT NOT NULL, region_code TEXT, region TEXT
) WITHOUT ROWID;
CREATE TABLE happening (
    moment INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, title TEXT, first_published_at TEXT,
    last_published_at TEXT, event_date TEXT, region_code TEXT, region TEXT, province TEXT, place TEXT,
    articles INTEGER NOT NULL, outlets INTEGER NOT NULL, networks INTEGER NOT NULL, texts INTEGER NOT NULL,
    representative_url TEXT NOT NULL, outlet_names TEXT NOT NULL, matched_terms TEXT NOT NULL, cohesion REAL,
    judged INTEGER NOT NULL
);
CREATE INDEX happening_region ON happening (region_code, moment);
CREATE INDEX happening_province ON happening (province, moment);
CREATE INDEX happening_size ON happening (articles, moment);
CREATE TABLE report (
    article_id TEXT PRIMARY KEY, fingerprint BLOB NOT NULL, moment INTEGER, event_id TEXT, outlet TEXT NOT NULL,
    network TEXT NOT NULL, title TEXT, url TEXT NOT NULL, published_at TEXT, event_date TEXT, region_code TEXT,
    region TEXT, words INTEGER NOT NULL, collections TEXT NOT NULL, seen_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX report_event ON report (event_id);
CREATE INDEX report_outlet ON report (outlet, moment);
CREATE INDEX report_seen ON report (seen_at, moment);
CREATE TABLE looked (outlet TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL);
{FACETS}CREATE VIRTUAL TABLE search USING fts5 (titles, texts, tokenize = "unicode61 remove_diacritics 2");
CREATE VIEW events AS
    SELECT event_id, title, first_published_at, last_published_at, event_date, region_code, region, place, articles,
           outlets, networks, texts, representative_url, outlet_names, matched_terms, cohesion, judged FROM happening;
CREATE VIEW articles AS
    SELECT article_id, event_id, outlet, network, title, url, published_at, event_date, region_code, region, words,
           collections
    FROM report;
"""

_COLUMNS = (
    Article.article_id,
    Article.event_id,
    Article.outlet,
    Article.network,
    Article.title,
    Article.url,
    Article.published_at,
    Article.event_date,
    Article.region_code,
    Article.region,
    Article.words,
    Article.collections,
    Article.first_seen_at,
)
_MORE_THAT_MATTERS = (
    Article.text_sha256,
    Article.copy_group,
    Article.place,
    Article.matched_terms,
    Article.gone_at,
    Event.cohesion,
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """Result of a renewal: events written, events taken out, and articles that are in the index now."""

    written: int
    removed: int
    articles: int


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes the index, made anew where needed. Raises ``ArchiveError`` when it cannot be written."""
    try:
        with closing(_connect(path)) as connection:
            if _layout(connection) != LAYOUT:
                connection.close()
                for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                    path.with_name(name).unlink(missing_ok=True)
                connection = _connect(path)
                connection.executescript(
                    f"BEGIN IMMEDIATE; {_TABLES} INSERT INTO about VALUES ('layout', '{LAYOUT}'); COMMIT;"
                )
            with closing(connection):
                yield connection
    except (sqlite3.Error, OSError) as error:
        raise ArchiveError(f"cannot write the index {path} ({error}): check the disk, or delete the file") from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        connection.close()
        if "not a database" not in str(error):
            raise
        path.unlink()
        return _connect(path)
    connection.execute("PRAGMA synchronous = OFF")  # all of it can be derived again
    return connection


def _layout(connection: sqlite3.Connection) -> str | None:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone() is None:
        return None
    found = connection.execute("SELECT value FROM about WHERE name = 'layout'").fetchone()
    return str(found[0]) if found else None


def name_regions(index: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Enters the official names by Kemendagri code."""
    with _writing(index):
        index.execute("DELETE FROM region")
        index.executemany("INSERT INTO region VALUES (?, ?)", names.items())


def renew(archive: Archive, index: sqlite3.Connection, tick: Callable[[int], None] = lambda _: None) -> Renewal:
    """Brings the index up to date with the archive, a portion of events in a transaction; ``tick`` counts events.

    Every article is looked at, without its text; texts are read only of events in which something changed. What was
    taken down meanwhile goes first.
    """
    with archive.reading() as session:
        found = dict(_fingerprints(session))
        outlets = [
            (one.name, one.title, one.site, one.network, one.region_code, one.region)
            for one in session.scalars(select(Outlet))
        ]
        looked = [(outlet, str(first), str(last)) for outlet, first, last in looked_at(session)]
    known = {
        article: (bytes(fingerprint), event_id)
        for article, fingerprint, event_id in index.execute("SELECT article_id, fingerprint, event_id FROM report")
    }
    with _writing(index):
        index.execute("DELETE FROM outlet")
        index.executemany("INSERT INTO outlet VALUES (?, ?, ?, ?, ?, ?)", outlets)
        index.execute("DELETE FROM looked")
        index.executemany("INSERT INTO looked VALUES (?, ?, ?)", looked)
    changed = [
        article
        for article in found.keys() | known.keys()
        if found.get(article, (b"", None)) != known.get(article, (b"", None))
    ]
    events = {side[article][1] for side in (found, known) for article in changed if article in side}
    alone = [article for article in changed if article not in found or found[article][1] is None]
    written = removed = done = 0
    for portion in portions(sorted(event for event in events if event)):
        withdraw(archive, index)
        fresh = _renew_events(archive, index, portion, found)
        written, removed, done = written + fresh, removed + len(portion) - fresh, done + len(portion)
        tick(done)
    _renew_alone(archive, index, alone, found)
    return Renewal(written, removed, len(found))


def withdraw(archive: Archive, index: sqlite3.Connection) -> int:
    """Takes out what was taken down since, and describes its events anew; gives the number of articles.

    Quick: it looks at the takedowns alone. A page that has come to ask not to be archived is found by ``renew``.
    """
    with archive.reading() as session:
        hidden = set(session.scalars(select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None))))
    if not hidden:
        return 0
    shown: dict[str, str | None] = {}
    for portion in portions(hidden):
        marks = ", ".join("?" * len(portion))
        shown.update(
            index.execute(f"SELECT article_id, event_id FROM report WHERE article_id IN ({marks})", portion).fetchall()
        )
    if not shown:
        return 0
    with _writing(index):
        index.executemany("DELETE FROM report WHERE article_id = ?", ((article,) for article in shown))
    events = sorted({event for event in shown.values() if event})
    with archive.reading() as session:
        found = dict(_fingerprints(session, events))
    for portion in portions(events):
        _renew_events(archive, index, portion, found)
    return len(shown)


def forget(archive: Archive, path: Path) -> None:
    """Takes out what was taken down since, so that no file of the index holds its words any more.

    Does nothing where there is no index. Raises ``ArchiveError`` when it cannot be written.
    """
    if not path.exists():
        return
    with opened(path) as index:
        withdraw(archive, index)
        # words stay in older segments until they are merged, and pages in the file until it is written anew
        index.execute("INSERT INTO search (search) VALUES ('optimize')")
        index.execute("VACUUM")
        index.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def renew_around(archive: Archive, index: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Describes anew the events that these articles were in and are in, and what else was in those events.

    Quick where the articles are few: the rest of the archive is not looked at.
    """
    asked: set[str] = set()
    events: set[str] = set()
    frontier = set(articles)
    while frontier:
        asked |= frontier
        entered: set[str] = set()
        for portion in portions(frontier):
            marks = ", ".join("?" * len(portion))
            there = index.execute(f"SELECT event_id FROM report WHERE article_id IN ({marks})", portion).fetchall()
            with archive.reading() as session:
                here = session.scalars(select(Article.event_id).where(Article.article_id.in_(portion))).all()
            entered.update(event for event in (*(row[0] for row in there), *here) if event)
        entered -= events
        events |= entered
        reached: set[str] = set()
        for portion in portions(entered):
            marks = ", ".join("?" * len(portion))
            there = index.execute(f"SELECT article_id FROM report WHERE event_id IN ({marks})", portion).fetchall()
            with archive.reading() as session:
                held = session.scalars(select(Article.article_id).where(Article.event_id.in_(portion))).all()
            reached.update((*(row[0] for row in there), *held))
        frontier = reached - asked
    with archive.reading() as session:
        found = dict(_fingerprints(session, events))
    for portion in portions(events):
        _renew_events(archive, index, portion, found)


def _fingerprints(
    session: Session, events: Collection[str] | None = None
) -> Iterator[tuple[str, tuple[bytes, str | None]]]:
    """Fingerprint (eight bytes) and event of each article that may be shown."""
    judged = closure(session).articles
    query = select(*_COLUMNS, *_MORE_THAT_MATTERS).outerjoin(Event, Event.event_id == Article.event_id)
    query = query.where(presentable())
    if events is not None:
        query = query.where(Article.event_id.in_(events))
    for row in session.execute(query, execution_options={"yield_per": 2_000}):
        said = repr((*row, row.article_id in judged)).encode("utf-8", "backslashreplace")
        yield row.article_id, (blake2b(said, digest_size=8).digest(), row.event_id)


def _renew_events(
    archive: Archive,
    index: sqlite3.Connection,
    events: Collection[str],
    fingerprints: Mapping[str, tuple[bytes, str | None]],
) -> int:
    """Writes these events as the archive has them now; gives the number of those that hold articles."""
    with archive.reading() as session:
        described = list(summaries_of(session, events))
        texts: dict[str, dict[str, str]] = {}
        reports: dict[str, list[Any]] = {}
        query = select(*_COLUMNS, Article.copy_group, Article.body).where(presentable(), Article.event_id.in_(events))
        for row in session.execute(query.order_by(Article.published_at, Article.article_id)):
            reports.setdefault(row.event_id, []).append(row)
            texts.setdefault(row.event_id, {}).setdefault(row.copy_group or row.article_id, row.body)
    marks = ", ".join("?" * len(events))
    with _writing(index):
        there = f"SELECT moment FROM happening WHERE event_id IN ({marks})"
        erase(index, [row[0] for row in index.execute(there, tuple(events))])
        index.execute(f"DELETE FROM search WHERE rowid IN ({there})", tuple(events))
        index.execute(f"DELETE FROM happening WHERE event_id IN ({marks})", tuple(events))
        index.execute(f"DELETE FROM report WHERE event_id IN ({marks})", tuple(events))
        for event in described:
            moment = _free_moment(index, event)
            index.execute(f"INSERT INTO happening VALUES ({', '.join('?' * 19)})", _happening(moment, event))
            titles = "\n".join(dict.fromkeys(row.title for row in reports[event.event_id] if row.title))
            index.execute(
                "INSERT INTO search (rowid, titles, texts) VALUES (?, ?, ?)",
                (moment, titles, "\n\n".join(texts[event.event_id].values())),
            )
            _write_reports(index, moment, reports[event.event_id], fingerprints)
            enter(index, moment, event, [row.network for row in reports[event.event_id]], _collections(reports, event))
    return len(described)


def _renew_alone(
    archive: Archive,
    index: sqlite3.Connection,
    articles: Iterable[str],
    fingerprints: Mapping[str, tuple[bytes, str | None]],
) -> None:
    """Articles that are in no event yet, or may be shown no more."""
    for portion in portions(articles):
        with archive.reading() as session:
            query = select(*_COLUMNS).where(presentable(), Article.event_id.is_(None), Article.article_id.in_(portion))
            rows = session.execute(query).all()
        with _writing(index):
            index.executemany(
                "DELETE FROM report WHERE article_id = ? AND event_id IS NULL", ((article,) for article in portion)
            )
            _write_reports(index, None, rows, fingerprints)


def _write_reports(
    index: sqlite3.Connection,
    moment: int | None,
    rows: Iterable[Any],
    fingerprints: Mapping[str, tuple[bytes, str | None]],
) -> None:
    index.executemany(
        f"INSERT OR REPLACE INTO report VALUES ({', '.join('?' * 15)})",
        (
            (
                row.article_id,
                # one that came after the others were looked at is looked at again next time
                fingerprints.get(row.article_id, (b"",))[0],
                moment,
                row.event_id,
                row.outlet,
                row.network,
                _clean(row.title),
                row.url,
                _iso(row.published_at),
                str(row.event_date) if row.event_date else None,
                row.region_code,
                row.region,
                row.words,
                json.dumps(row.collections, ensure_ascii=False),
                row.first_seen_at.astimezone(UTC).isoformat(timespec="seconds"),
            )
            for row in rows
        ),
    )


def _collections(reports: Mapping[str, Sequence[Any]], event: EventSummary) -> list[str]:
    return [name for row in reports[event.event_id] for name in row.collections]


def _happening(moment: int, event: EventSummary) -> tuple[Any, ...]:
    return (
        moment,
        event.event_id,
        _clean(event.title),
        _iso(event.first_published_at),
        _iso(event.last_published_at),
        str(event.event_date) if event.event_date else None,
        event.region_code,
        event.region,
        event.region_code[:2] if event.region_code else None,
        event.place,
        event.articles,
        event.outlets,
        event.networks,
        event.texts,
        event.representative_url,
        json.dumps(event.outlet_names, ensure_ascii=False),
        json.dumps(event.matched_terms, ensure_ascii=False),
        event.cohesion,
        int(event.judged),
    )


def first_moment(at: datetime | None) -> int:
    """The least moment of an event that was first reported at this (aware) time; events of unknown date come first."""
    return max(1, int(at.timestamp())) << MOMENT_BITS if at else 0


def _free_moment(index: sqlite3.Connection, event: EventSummary) -> int:
    moment = first_moment(event.first_published_at) + int(event.event_id[-5:], 16) % (1 << MOMENT_BITS)
    while index.execute("SELECT 1 FROM happening WHERE moment = ?", (moment,)).fetchone():
        moment += 1
    return moment


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _clean(title: str | None) -> str | None:
    return " ".join(title.split()) if title else None


@contextmanager
def _writing(index: sqlite3.Connection) -> Iterator[None]:
    index.execute("BEGIN IMMEDIATE")
    try:
        # pages tell by it what they may keep
        (state,) = index.execute("PRAGMA user_version").fetchone()
        index.execute(f"PRAGMA user_version = {(state + 1) % (1 << 31)}")
        yield
    except BaseException:
        index.execute("ROLLBACK")
        raise
    index.execute("COMMIT")
