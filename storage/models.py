"""The tables. Portable SQL: SQLite by default, PostgreSQL by URL.

Times are stored in UTC and handed out aware; a naive datetime is refused. Lists and mappings are JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, TypeDecorator, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes, kept in UTC on databases that know no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give it a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """SQLite keeps text, which is read as UTC at once: that costs a small part of naming the zone afterwards."""
        return _read_as_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_as_utc(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        dict[str, int]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
    }


def _where(condition: str) -> dict[str, Any]:
    """An index of the rows that meet the condition alone: it costs nothing for the others."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Outlet(Base):
    """A publisher: one with a spider, or one that came with an imported collection."""

    __tablename__ = "outlet"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    site: Mapped[str | None]
    network: Mapped[str]
    family: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]


class Collection(Base):
    """A collection that was imported under this name: its title, licence, and where it comes from, as far as known."""

    __tablename__ = "collection"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    licence: Mapped[str | None]
    source: Mapped[str | None]
    added_at: Mapped[datetime]


class Run(Base):
    """One crawl: a night, or a single outlet by hand. ``status``: running, completed, interrupted, crashed."""

    __tablename__ = "run"

    run_id: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float | None]
    status: Mapped[str]
    exit_code: Mapped[int | None]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RunOutlet(Base):
    """Crawl of one outlet in one run.

    ``status``: running, completed, failed (nothing could be reached or the crawl broke), blocked, skipped (terms,
    pause, no browser), interrupted. ``since`` and ``until`` are the window; ``counts`` are the named counters of
    ``crawler.extensions``, ``measures`` what is no count (medians, moments, hits of rules; see
    ``crawler.crawling.article_stats``).
    """

    __tablename__ = "run_outlet"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.run_id"), primary_key=True)
    outlet: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    reason: Mapped[str | None]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float | None]
    counts: Mapped[dict[str, int]] = mapped_column(default=dict)
    measures: Mapped[dict[str, Any] | None] = mapped_column(default=dict)


class WarcFile(Base):
    """A file of the raw archive. ``size`` is known once it is sealed.

    ``unread``: it was entered by recovery, and no run has come to read its pages.
    """

    __tablename__ = "warc_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str]
    opened_at: Mapped[datetime]
    sealed: Mapped[bool] = mapped_column(default=False)
    size: Mapped[int | None]
    unread: Mapped[bool] = mapped_column(default=False)


class Capture(Base):
    """One response in the raw archive. ``kind``: article, feed, listing, search, sitemap, posts, robots or other.

    ``revisits``: record that holds the body, where it had not changed since that one.
    """

    __tablename__ = "capture"

    record_id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    outlet: Mapped[str]
    kind: Mapped[str]
    status: Mapped[int]
    fetched_at: Mapped[datetime]
    warc_file: Mapped[str]
    offset: Mapped[int]
    length: Mapped[int]
    digest: Mapped[str]
    revisits: Mapped[str | None]

    __table_args__ = (Index(None, "outlet", "fetched_at"),)


class Sighting(Base):
    """An address that an outlet announced, and what became of it: exactly one ``state``.

    ``queued`` (announced, not yet fetched), ``article``, ``duplicate``, ``off_topic``, ``not_indonesian``, ``empty``,
    ``outside`` (not in the crawl window), ``blocked``, ``gone`` (404, 410), ``robots`` (disallowed), ``failed``
    (``reason`` says how), ``quarantined``.

    ``since`` and ``until`` are the window in which it was announced: an address that a later night fetches is still
    held to it. ``checked_at`` is when its article was last asked for again, ``missing_at`` when it was then first
    found missing; both concern known articles only.
    """

    __tablename__ = "sighting"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    url_key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    title: Mapped[str | None]
    score: Mapped[float | None]
    published_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    article_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    first_seen_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    missing_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "outlet", "state"),)


class Validator(Base):
    """Validator of a page, as its server gave it, and the response that the answer 304 stands for.

    ``url`` is the address as asked for. ``fetched_at`` is when that response came: since then nobody has seen the page.
    """

    __tablename__ = "validator"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    record_id: Mapped[str]
    fetched_at: Mapped[datetime]


class SourcePage(Base):
    """A page of a source that a backfill of ``since`` to ``until`` reads, or has read.

    ``scope``: what the source tells of (``crawler.outlets.sources.Source.scope``). ``state``: queued, read, failed.
    ``ending`` says why a page that was read is the last of its series: ``whole`` and ``window`` (nothing of the window
    is missing), ``end`` (the site has no further page), ``limit`` (there were more); of one that failed it is the
    reason.
    """

    __tablename__ = "source_page"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    scope: Mapped[str]
    series: Mapped[str]
    number: Mapped[int]
    state: Mapped[str]
    ending: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]


class Article(Base):
    """One article; the fields are those of ``ArticleItem`` and what the archive itself adds.

    ``event_id`` and ``copy_group`` are derived by ``storage.events.update`` and empty until ``scrapy cluster`` has run.
    ``package`` tells an article that came with an exported package and was not fetched since: ``text``, or ``excerpt``
    when ``body`` is but the beginning, while ``words`` and ``text_sha256`` are of the whole. Its page is in no WARC
    file here; an excerpt is never compared, and keeps the event and the pairs that it came with.
    ``collections`` are the imported collections (``Collection``) that it came with.
    ``awaits`` says what the events have still to do with the article: ``comparison``, ``grouping``, or nothing. Every
    change of a row that does not say otherwise sets it, so that ``scrapy cluster`` finds what is new or changed without
    looking at the rest of the archive.
    """

    __tablename__ = "article"

    article_id: Mapped[str] = mapped_column(String(17), primary_key=True)
    url: Mapped[str]
    url_key: Mapped[str]
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.name"))
    network: Mapped[str]
    title: Mapped[str | None]
    authors: Mapped[list[str]]
    editors: Mapped[list[str]]
    bylines: Mapped[list[str]]
    published_at: Mapped[datetime | None]
    published_precision: Mapped[str | None]
    published_origin: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    event_date: Mapped[date | None]
    event_date_precision: Mapped[str | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    place: Mapped[str | None]
    language: Mapped[str | None]
    relevant: Mapped[bool]
    relevance: Mapped[float | None]
    relevance_origin: Mapped[str] = mapped_column(default="rules")
    matched_terms: Mapped[list[str]]
    words: Mapped[int]
    text_sha256: Mapped[str]
    body: Mapped[str]
    complete: Mapped[bool]
    noarchive: Mapped[bool] = mapped_column(default=False)
    fetched_at: Mapped[datetime | None]
    warc_record_id: Mapped[str | None]
    extractor: Mapped[str]
    rule_hits: Mapped[dict[str, int]]

    first_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    event_id: Mapped[str | None] = mapped_column(String(17))
    copy_group: Mapped[str | None] = mapped_column(String(17))
    package: Mapped[str | None]
    collections: Mapped[list[str]] = mapped_column(default=list)
    awaits: Mapped[str | None] = mapped_column(String(10), default="comparison", onupdate="comparison")

    __table_args__ = (
        Index(None, "outlet", "url_key", unique=True),
        Index(None, "published_at"),
        Index(None, "event_id"),
        Index(None, "awaits", "published_at", **_where("awaits IS NOT NULL")),
    )


class Signature(Base):
    """Signature of an article (``storage.signatures.signature``), under the configuration named by ``version``.

    ``digest`` is a hash of everything that the signature was made of.
    """

    __tablename__ = "signature"

    article_id: Mapped[str] = mapped_column(ForeignKey("article.article_id"), primary_key=True)
    version: Mapped[str]
    day: Mapped[date]
    digest: Mapped[bytes]
    payload: Mapped[bytes]

    __table_args__ = (Index(None, "version", "day", "article_id"),)


class Pair(Base):
    """Two articles that were compared and found alike enough to matter. ``a`` < ``b``.

    ``evidence`` is worked out from the two signatures when it is asked for; only a pair that came with an exported
    package holds it.
    """

    __tablename__ = "pair"

    a: Mapped[str] = mapped_column(ForeignKey("article.article_id"), primary_key=True)
    b: Mapped[str] = mapped_column(ForeignKey("article.article_id"), primary_key=True)
    version: Mapped[str]
    score: Mapped[float]
    copy: Mapped[bool]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index(None, "b"),)


class Judgement(Base):
    """Judgement of a person on articles; it cannot be derived, so rows are never deleted.

    ``verdict``: same (all of ``a`` and ``b`` report one event) or different (none of ``a`` reports what one of ``b``
    does). ``a`` and ``b`` are article ids, which need not be in this archive: judgements are shared. One that was
    withdrawn stays, and says by whom and why.
    """

    __tablename__ = "judgement"

    judgement_id: Mapped[str] = mapped_column(String(17), primary_key=True)
    verdict: Mapped[str]
    a: Mapped[list[str]]
    b: Mapped[list[str]]
    judged_by: Mapped[str]
    why: Mapped[str]
    judged_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]


class Event(Base):
    """An event cluster. ``redirect_to`` names the event that took it over; an id is never used again."""

    __tablename__ = "event"

    event_id: Mapped[str] = mapped_column(String(17), primary_key=True)
    founded_at: Mapped[datetime]
    redirect_to: Mapped[str | None] = mapped_column(String(17))
    cohesion: Mapped[float | None]

    __table_args__ = (Index(None, "cohesion", **_where("cohesion IS NULL AND redirect_to IS NULL")),)


class EventChange(Base):
    """History of an event. ``kind``: founded, grown, merged, split, shrunk, emptied."""

    __tablename__ = "event_change"

    change_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.event_id"))
    changed_at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "event_id"),)


class Version(Base):
    """A text that an article had, the first one included; an article that never changed has one.

    ``fetched_at`` and ``warc_record_id`` are those of the page on which it was first read. ``title`` is the one it had
    then; ``titles`` are others under which the same text came later, in their order.
    """

    __tablename__ = "version"

    article_id: Mapped[str] = mapped_column(ForeignKey("article.article_id"), primary_key=True)
    text_sha256: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    body: Mapped[str]
    fetched_at: Mapped[datetime | None]
    warc_record_id: Mapped[str | None]
    titles: Mapped[list[str] | None]


class Takedown(Base):
    """An article that is withheld from lists, counts and exports while ``withdrawn_at`` is empty.

    The article need not be in this archive: a takedown outlives a lost database. ``purge`` is there when its text and
    its records are to be destroyed too (``storage.records.purges``); such a takedown is never withdrawn.
    """

    __tablename__ = "takedown"

    article_id: Mapped[str] = mapped_column(String(17), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken_by: Mapped[str]
    why: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]
    purge: Mapped[dict[str, Any] | None]


class OutletOrder(Base):
    """Standing order of the operator about an outlet; one of a ``kind`` is in force while ``withdrawn_at`` is empty.

    ``kind``: ``pause`` (not crawled), ``acknowledge`` (its trouble is known and alarms nobody) or ``limit``. ``until``
    is the last day (Asia/Jakarta) on which it holds, ``None`` without an end. ``detail`` of a limit has ``pages``,
    ``minutes`` and ``delay`` (seconds), as far as they are limited; of an acknowledgement the ``rules`` of the alerts
    that are known.
    """

    __tablename__ = "outlet_order"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ordered_at: Mapped[datetime] = mapped_column(primary_key=True)
    ordered_by: Mapped[str]
    why: Mapped[str]
    until: Mapped[date | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]
