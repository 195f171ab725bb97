"""A collection on its way into the tables: one transaction, whatever its size, so that it comes in whole or not at all.

Nothing that is known is erased: :func:`filled` says which value of a field stays. What a crawl fetched stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.archive.archive import OF_THE_ITEM, Archive
from storage.archive.versions import keep_titles
from storage.calendar import JAKARTA
from storage.db.dialects import cleaned, insert_unknown, portions, upsert
from storage.failpoints import COLLECTION_MID_TXN, reached
from storage.models import Article, Capture, Collection, Outlet, Version, WarcFile

Outcome = Literal["new", "changed", "completed", "known", "crawled"]
"""What an imported article comes to: ``changed`` has another text, ``completed`` the same with more known of it;
``crawled`` is kept as the crawl read it."""

_TOGETHER = (
    ("published_at", "published_precision", "published_origin"),
    ("event_date", "event_date_precision"),
    ("region_code", "region", "place"),
    ("relevant", "relevance_origin"),
)
"""Fields that are known or unknown together, the first of which says so."""

_OF_THE_TEXT = frozenset({"body", "words", "text_sha256", "complete", "extractor", "rule_hits", "fetched_at"})
"""Fields of one reading: they go with its text."""

_IDENTITY = frozenset({"article_id", "url", "url_key", "outlet", "noarchive", "warc_record_id"})
_WITHOUT_BODY = tuple(column for column in Article.__table__.columns if column.name != "body")
_VERSION = tuple(column.name for column in Version.__table__.columns if column.name != "titles")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionFacts:
    """What a collection is called, and what is known of it: title, licence, and where it comes from."""

    name: str
    title: str | None = None
    licence: str | None = None
    source: str | None = None


def is_crawled(known: Mapping[str, Any]) -> bool:
    """Whether an article of the tables was read from a fetched page: a collection never changes it."""
    return known["warc_record_id"] is not None or (known["package"] is None and known["extractor"] != "import")


def filled(read: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article after another reading: what is read, and where that says nothing, what was known.

    A day does not replace the time on that day.
    """
    merged = dict(read)
    grouped = {name: names for names in _TOGETHER for name in names}
    for name, value in read.items():
        if name in _IDENTITY or name in _OF_THE_TEXT or name not in known:
            continue
        first = grouped.get(name, (name,))[0]
        says_nothing = read[first] is None or read[first] == [] or read[first] == ""
        if says_nothing or (first == "published_at" and _less_precise(read, known)):
            merged[name] = known[name] if known[name] is not None else value
    return merged


def _less_precise(read: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    before, after = known["published_at"], read["published_at"]
    if before is None or (known["published_precision"], read["published_precision"]) != ("minute", "day"):
        return False
    return bool(before.astimezone(JAKARTA).date() == after.astimezone(JAKARTA).date())


class Intake:
    """Takes articles of one collection, a batch at a time; made by :func:`taking_in`."""

    def __init__(self, session: Session, collection: CollectionFacts, now: datetime) -> None:
        """``now`` (aware) becomes the time at which new articles were first seen."""
        self._session = session
        self._collection = collection.name
        self._now = now
        self.counts: Counter[Outcome] = Counter()

    def known(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Fields but the body of those of these articles that the tables have."""
        found: dict[str, dict[str, Any]] = {}
        for some in portions(set(ids)):
            query = select(*_WITHOUT_BODY).where(Article.article_id.in_(some))
            for row in self._session.connection().execute(query).mappings():
                found[row["article_id"]] = dict(row)
        return found

    def filed_addresses(self) -> Iterator[tuple[str, str, str, str]]:
        """Id, outlet, address and URL key of the articles whose keys have a part that rules for keys may differ in."""
        columns = (Article.article_id, Article.outlet, Article.url, Article.url_key)
        key = Article.url_key
        query = select(*columns).where(or_(*(key.contains(mark, autoescape=True) for mark in "?%~;#")))
        yield from self._session.execute(query.execution_options(yield_per=1_000))

    def save_outlets(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enters outlets (columns of ``Outlet``) that are not known."""
        insert_unknown(self._session, Outlet, rows)

    def save_captures(self, rows: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
        """Enters WARC files and the captures in them (columns of ``WarcFile`` and ``Capture``)."""
        for model, some in zip((WarcFile, Capture), rows, strict=True):
            insert_unknown(self._session, model, some)

    def save(self, articles: Iterable[tuple[Outcome, Mapping[str, Any]]]) -> None:
        """Enters what became of articles, in order; of one that is known or crawled only the collection is noted."""
        new: dict[str, dict[str, Any]] = {}
        changed: dict[str, dict[str, Any]] = {}
        versions: list[dict[str, Any]] = []
        noted: dict[str, list[str]] = {}
        retitled: list[Mapping[str, Any]] = []
        for outcome, fields in articles:
            self.counts[outcome] += 1
            name = fields["article_id"]
            if outcome in ("completed", "changed"):
                retitled.append(fields)
            if outcome in ("new", "changed"):
                versions.append({one: fields.get(one) for one in _VERSION})
            if outcome == "new":
                new[name] = _of_the_item(fields) | {"first_seen_at": self._now, "collections": [self._collection]}
            elif name in new:
                new[name] |= _of_the_item(fields) if outcome in ("changed", "completed") else {}
            elif outcome in ("changed", "completed"):
                changed[name] = dict(fields)
            elif self._collection not in fields.get("collections", ()):
                noted[name] = [*fields.get("collections", ()), self._collection]
        self._write(list(new.values()), changed, noted)
        insert_unknown(self._session, Version, versions)
        keep_titles(self._session, retitled)
        reached(COLLECTION_MID_TXN)

    def _write(
        self, new: list[dict[str, Any]], changed: Mapping[str, dict[str, Any]], noted: Mapping[str, list[str]]
    ) -> None:
        connection = self._session.connection()
        if new:
            connection.execute(insert(Article.__table__), [cleaned(row) for row in new])  # type: ignore[arg-type]
        for name, row in changed.items():
            held = row.get("collections") or []
            values = cleaned(_of_the_item(row))
            values["collections"] = held if self._collection in held else [*held, self._collection]
            values |= {"package": None, "awaits": "comparison"}
            connection.execute(update(Article).where(Article.article_id == name).values(**values))
        if noted:
            query = (
                update(Article.__table__)  # type: ignore[arg-type]
                .where(Article.article_id == bindparam("name"))
                .values(collections=bindparam("held"), awaits=Article.awaits)
            )
            connection.execute(query, [{"name": name, "held": held} for name, held in noted.items()])


@contextmanager
def taking_in(archive: Archive, collection: CollectionFacts, now: datetime) -> Iterator[Intake]:
    """Takes a collection in: everything is kept at the end, and nothing when anything is raised.

    Title, licence and source that were known of a collection of this name stay where none is given.
    """
    with archive.writing() as session:
        known = session.get(Collection, collection.name)
        upsert(
            session,
            Collection,
            {
                "name": collection.name,
                "title": collection.title or (known.title if known else None),
                "licence": collection.licence or (known.licence if known else None),
                "source": collection.source or (known.source if known else None),
                "added_at": known.added_at if known else now,
            },
        )
        yield Intake(session, collection, now)


def _of_the_item(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in OF_THE_ITEM}


def has_collection(archive: Archive, name: str) -> bool:
    """Whether a collection of this name was taken in before."""
    with archive.reading() as session:
        return session.get(Collection, name) is not None


def collection_titles(archive: Archive) -> list[tuple[str, str | None]]:
    """Names and titles of the collections that were taken in, by name."""
    return [(one.name, one.title) for one in archive.select_all(select(Collection).order_by(Collection.name))]
