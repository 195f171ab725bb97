"""The archive: the only reader and writer of the tables.

Other modules of ``storage`` (events, export, health) bring their own queries and run them in :meth:`Archive.reading`
and :meth:`Archive.writing`. What is handed out is detached and fully loaded; nothing here keeps a transaction open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, Self

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.archive.frontier import Frontier, sighting_of, write_outcome
from storage.archive.purge import PURGED
from storage.archive.rechecks import Rechecks
from storage.archive.retraction import Retraction
from storage.archive.runs import RunTable
from storage.archive.source_pages import SourcePages
from storage.archive.validators import Validators
from storage.archive.versions import keep_version
from storage.db.dialects import cleaned, insert_unknown, upsert
from storage.db.engine import connect, migrate
from storage.db.scrub import scrub
from storage.db.sessions import the_one
from storage.exceptions import ArchiveError
from storage.failpoints import reached
from storage.models import Article, Capture, Outlet, WarcFile
from storage.raw.exchange import Earlier

_OF_THE_ARCHIVE = {"first_seen_at", "gone_at", "event_id", "copy_group", "package", "awaits", "collections"}
"""Columns of an article that the archive adds; the others are the fields of ``ArticleItem``."""

OF_THE_ITEM = {column.name for column in Article.__table__.columns} - _OF_THE_ARCHIVE


class Archive(RunTable, Frontier, Rechecks, Validators, SourcePages, Retraction):
    """The tables of one database; a context manager that closes its connections.

    May be used from several threads. Every method is one transaction. Do not call a method that writes while a
    :meth:`writing` session of the same thread is open: it would wait for itself.
    """

    @classmethod
    def open(cls, database_url: str) -> Self:
        """Opens the archive, creating or migrating the schema where needed.

        Raises :class:`~storage.db.engine.ArchiveError`, with one line for the operator.
        """
        engine = connect(database_url)
        try:
            migrate(engine)
        except ArchiveError:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Closes all connections; the last one to a SQLite file also empties its WAL."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def scrub(self) -> None:
        """Makes what was deleted vanish from the database's files too (``storage.db.scrub``)."""
        scrub(self._engine)

    # Outlets

    def save_outlet(
        self,
        *,
        name: str,
        title: str,
        site: str | None,
        network: str,
        family: str | None,
        region_code: str | None,
        region: str | None,
    ) -> None:
        """Enters an outlet, or brings its facts up to date."""
        row = {
            "name": name,
            "title": title,
            "site": site,
            "network": network,
            "family": family,
            "region_code": region_code,
            "region": region,
        }
        with self.writing(name) as session:
            upsert(session, Outlet, row)

    def outlets(self) -> list[Outlet]:
        """All outlets by name."""
        return self.select_all(select(Outlet).order_by(Outlet.name))

    # Index of the raw archive

    def save_warc_file(self, name: str, run_id: str, opened_at: datetime) -> None:
        """Enters a WARC file (its final name, without ``.open``); known ones stay as they are."""
        row = {"name": name, "run_id": run_id, "opened_at": opened_at, "sealed": False}
        with self.writing(name) as session:
            insert_unknown(session, WarcFile, [row])

    def seal_warc_file(self, name: str, size: int, *, unread: bool = False) -> None:
        """Marks a WARC file as finished, ``size`` bytes long; as ``unread`` too, where its pages are yet to be read."""
        with self.writing(name) as session:
            file = session.get(WarcFile, name)
            if file is None:
                raise ArchiveError(f"the WARC file {name} is not in the index")
            file.sealed, file.size, file.unread = True, size, unread

    def mark_unread(self, run_id: str) -> None:
        """Notes that pages of a run's WARC files may not be entered: the next run reads them (``crawler.night``)."""
        with self.writing() as session:
            session.execute(update(WarcFile).where(WarcFile.run_id == run_id).values(unread=True))

    def mark_read(self) -> None:
        """Notes that the pages of all WARC files were read, and what they say is entered."""
        with self.writing() as session:
            session.execute(update(WarcFile).where(WarcFile.unread).values(unread=False))

    def last_answer(self, url: str, *, kind: str, since: datetime) -> Capture | None:
        """The latest capture of an address that was not an error of the server (5xx); ``None`` before ``since``."""
        query = select(Capture).where(Capture.url == url, Capture.kind == kind, Capture.fetched_at >= since)
        query = query.where(Capture.status < 500).order_by(Capture.fetched_at.desc(), Capture.offset.desc()).limit(1)
        with self.reading() as session:
            return session.scalar(query)

    def warc_files(self) -> list[WarcFile]:
        """All WARC files by name."""
        return self.select_all(select(WarcFile).order_by(WarcFile.name))

    def forget_warc_file(self, name: str) -> None:
        """Takes a WARC file out of the index: one that was begun and left with nothing in it."""
        with self.writing(name) as session:
            session.execute(delete(WarcFile).where(WarcFile.name == name))

    def indexed_bytes(self) -> dict[str, int]:
        """For each WARC file that is not complete: up to where the index points into it."""
        query = (
            select(Capture.warc_file, func.max(Capture.offset + Capture.length))
            .where(~Capture.warc_file.in_(select(WarcFile.name).where(WarcFile.sealed)))
            .group_by(Capture.warc_file)
        )
        with self.reading() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def save_captures(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enters responses (columns of ``Capture``) in one transaction; known record ids are left as they are."""
        rows = list(rows)
        with self.writing(the_one(row["warc_file"] for row in rows)) as session:
            insert_unknown(session, Capture, rows)
            reached("captures_mid_txn")

    def captures(
        self, *, warc_file: str | None = None, outlet: str | None = None, since: datetime | None = None
    ) -> list[Capture]:
        """Responses in the raw archive by time of fetching; ``since`` is inclusive."""
        query = select(Capture).order_by(Capture.fetched_at, Capture.record_id)
        if warc_file is not None:
            query = query.where(Capture.warc_file == warc_file)
        if outlet is not None:
            query = query.where(Capture.outlet == outlet)
        if since is not None:
            query = query.where(Capture.fetched_at >= since)
        return self.select_all(query)

    def earlier(self, record_id: str) -> Earlier | None:
        """The record that holds the body of this one: itself, or the one it revisits; ``None`` for an unknown id."""
        with self.reading() as session:
            row = session.get(Capture, record_id)
            if row is not None and row.revisits is not None:
                row = session.get(Capture, row.revisits)
            return Earlier(row.record_id, row.url, row.fetched_at, row.digest) if row is not None else None

    def capture(self, record_id: str) -> Capture | None:
        """The row of a response."""
        with self.reading() as session:
            return session.get(Capture, record_id)

    # Articles

    def save_article(
        self, fields: Mapping[str, Any], *, now: datetime, settles: Iterable[str] = ()
    ) -> Literal["new", "known", "changed"]:
        """Enters one reading of an article; ``fields`` are those of ``ArticleItem``, whose outlet must be known.

        ``changed`` means that the text differs from the one that was kept. The row then holds the new reading; when it
        was first seen and its event stay. ``known`` is the same text: what else was read (a date, a region) is brought
        up to date. A reading of an earlier fetch than the one kept changes nothing. Every distinct text is kept as a
        version. The addresses ``settles`` (URL keys) become ``article`` in the same transaction. A purged article takes
        nothing in.
        """
        unknown = set(fields) - OF_THE_ITEM
        if unknown:
            raise TypeError(f"not fields of an article: {', '.join(sorted(unknown))}")
        values: dict[str, Any] = cleaned(dict(fields))
        with self.writing(values["outlet"]) as session:
            if session.get(Outlet, values["outlet"]) is None:
                raise ArchiveError(f"article {values['url']}: its outlet {values['outlet']!r} is not in the archive")
            article = session.get(Article, values["article_id"])
            if article is not None and article.extractor == PURGED:
                return "known"
            outcome = _save_reading(session, article, values, now)
            keep_version(session, values)
            facts = {key: values.get(key) for key in ("title", "published_at", "article_id")}
            facts["score"] = values.get("relevance")
            for url_key in settles:
                sighting = sighting_of(session, values["outlet"], url_key, url=values["url"], now=now)
                write_outcome(sighting, state="article", reason=None, now=now, facts=facts)
        return outcome

    def article(self, ref: str) -> Article | None:
        """The article with this id, address or URL key."""
        by_address = or_(Article.url == ref, Article.url_key == ref)
        with self.reading() as session:
            return session.get(Article, ref) or session.scalar(
                select(Article).where(by_address).order_by(Article.article_id).limit(1)
            )

    def count_articles(
        self,
        *,
        outlet: str | None = None,
        relevant: bool | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> int:
        """Number of articles: of an outlet, relevant or not, published from ``since`` to before ``until``."""
        query = select(func.count()).select_from(Article)
        if outlet is not None:
            query = query.where(Article.outlet == outlet)
        if relevant is not None:
            query = query.where(Article.relevant == relevant)
        if since is not None:
            query = query.where(Article.published_at >= since)
        if until is not None:
            query = query.where(Article.published_at < until)
        with self.reading() as session:
            return session.scalars(query).one()


def _save_reading(
    session: Session, article: Article | None, values: dict[str, Any], now: datetime
) -> Literal["new", "known", "changed"]:
    if article is None:
        session.add(Article(**values, first_seen_at=now))
        return "new"
    fetched_at = values.get("fetched_at")
    if fetched_at and article.fetched_at and fetched_at < article.fetched_at:
        return "known"
    changed = article.text_sha256 != values["text_sha256"]
    for name, value in values.items():
        setattr(article, name, value)
    article.package = None
    return "changed" if changed else "known"
