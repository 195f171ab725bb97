"""An exported package back into an archive: articles, events with their ids and history, pairs, judgements.

Into an archive without articles everything comes as it was given, so that exporting again gives the same tables. Into
one with articles of its own, articles it does not know and judgements come; what is one event is then a matter for
``storage.events.update``, because two groupings cannot both be right. Coverage stays behind: this archive crawled
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.clustering.constraints import Judgement, judgement, withdrawn
from storage.db.dialects import cleaned, insert_unknown, portions
from storage.exceptions import ArchiveError
from storage.export.read_package import Package, open_package
from storage.failpoints import PACKAGE_MID_TXN, reached
from storage.models import Article, Collection, Event, EventChange, Outlet, Pair, Version
from storage.records import judgements

_ROWS = 1_000
_OUTLET = tuple(column.name for column in Outlet.__table__.columns)
_ARTICLE = frozenset(column.name for column in Article.__table__.columns)
_UNTOLD: Mapping[str, Any] = {"complete": True, "rule_hits": {}}
"""Columns of an article that a package does not have."""

_EVIDENCE = (
    *(("terms", "terms"), ("names", "names"), ("numbers", "numbers"), ("speakers", "speakers")),
    *(("title", "headlines"), ("wording", "wording"), ("passages", "passages"), ("hours_apart", "hours_apart")),
    *(("days_apart", "days_apart"), ("dates", "dates"), ("regions", "regions"), ("same_outlet", "same_outlet")),
)
"""Keys of a pair's evidence (``storage.clustering.score.evidence``), and the fields of ``pairs`` that hold them."""


@dataclass(frozen=True, slots=True)
class PackageImported:
    """Result of an import: articles that were new and known, events, pairs, judgements.

    ``grouped``: the events came as they were; else ``scrapy cluster`` has to group the articles.
    """

    new: int
    known: int
    events: int
    pairs: int
    judgements: int
    grouped: bool


def import_package(
    archive: Archive, data_folder: Path, folder: Path, *, tick: Callable[[int], None] = lambda _: None
) -> PackageImported:
    """Takes over the package in ``folder``, all or nothing; killed at any moment and repeated, it is as if done once.

    The caller holds the lock of ``data_folder``. ``tick`` is told how many rows were read. Raises ``ArchiveError`` for
    a package that cannot be read, and for one without texts where the archive has articles that it would have to be
    compared with.
    """
    package = open_package(folder)
    package.prove()
    counted = _Counted(tick)
    now = datetime.now(UTC)
    with archive.writing() as session:
        empty = all(session.scalar(select(key).limit(1)) is None for key in (Article.article_id, Event.event_id))
        insert_unknown(session, Outlet, map(_outlet, package.rows("outlets")))
        insert_unknown(session, Collection, (_collection(one, now) for one in package.sources))
        if empty:
            events = _events(session, package, counted)
        new, known = _articles(session, package, counted, grouped=empty)
        if empty:
            _require_events(session, package)
        reached(PACKAGE_MID_TXN)
        pairs = 0
        if empty:
            pairs = _insert(session, Pair, (_pair(row) for row in counted(package.rows("pairs"))))
            _insert(session, EventChange, (_change(row) for row in counted(package.rows("history"))))
        shared = [(number, _judgement(row)) for number, row in enumerate(package.rows("judgements"), 1)]
        path = folder / f"judgements.{package.format}"
        taken = judgements.take_over(session, data_folder, path, shared, mark=not empty)
    judgements.save(archive, data_folder)
    return PackageImported(new, known, events if empty else 0, pairs, taken.recorded + taken.withdrawn, empty)


class _Counted:
    """Passes rows on and tells how many there were."""

    def __init__(self, tick: Callable[[int], None]) -> None:
        self._tick = tick
        self._count = 0

    def __call__(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            self._count += 1
            self._tick(self._count)
            yield row


def _events(session: Session, package: Package, counted: _Counted) -> int:
    cohesion = {row["event_id"]: row["cohesion"] for row in package.rows("events")}
    rows = (
        {
            "event_id": row["event_id"],
            "founded_at": row["founded_at"],
            "redirect_to": row["lives_on_as"] if row["lives_on_as"] != row["event_id"] else None,
            # an event that holds nothing has 0 (storage.events.update)
            "cohesion": cohesion.get(row["event_id"]) if row["lives_on_as"] else 0.0,
        }
        for row in counted(package.rows("event_ids"))
    )
    _insert(session, Event, rows)
    return len(cohesion)


def _articles(session: Session, package: Package, counted: _Counted, *, grouped: bool) -> tuple[int, int]:
    new = known = 0
    rows = counted(package.rows("articles"))
    while portion := list(islice(rows, _ROWS)):
        ids = [row["article_id"] for row in portion]
        here = {
            name
            for some in portions(ids)
            for name in session.scalars(select(Article.article_id).where(Article.article_id.in_(some)))
        }
        fresh = [_article(row, grouped=grouped) for row in portion if row["article_id"] not in here]
        if fresh and not grouped and any(row["package"] == "excerpt" for row in fresh):
            raise ArchiveError(
                f"{package.folder} holds excerpts, which cannot be compared with the articles of this archive: export "
                "it with --with-text, or import it into an archive of its own (another KLIPING_DATA)"
            )
        if fresh:
            session.execute(insert(Article), fresh)
            versions = [_version(row) for row in fresh if row["package"] == "text"]
            if versions:
                session.execute(insert(Version), versions)
        new += len(fresh)
        known += len(here)
    return new, known


def _require_events(session: Session, package: Package) -> None:
    """Refuses articles in events that the package does not tell of: no grouping could begin with them."""
    query = select(Article.article_id, Article.event_id).outerjoin(Event, Event.event_id == Article.event_id)
    query = query.where(Article.event_id.is_not(None), Event.event_id.is_(None)).order_by(Article.article_id)
    if (found := session.execute(query.limit(1)).first()) is not None:
        path = package.folder / f"articles.{package.format}"
        raise ArchiveError(
            f"{path}, {found.article_id}, event_id: {found.event_id} is not in event_ids; nothing was taken over"
        )


def _outlet(row: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {**row, "name": row["outlet"]}
    return {name: renamed[name] for name in _OUTLET}


def _collection(source: Mapping[str, str], now: datetime) -> dict[str, Any]:
    title = source["title"] if source["title"] != source["name"] else None
    facts = {"licence": source.get("license"), "source": source.get("path"), "added_at": now}
    return {"name": source["name"], "title": title, **facts}


def _article(row: Mapping[str, Any], *, grouped: bool) -> dict[str, Any]:
    body = row.get("body")
    values = {name: value for name, value in row.items() if name in _ARTICLE} | dict(_UNTOLD)
    values["package"] = "excerpt" if body is None else "text"
    values["body"] = (row.get("excerpt") or "") if body is None else body
    if not grouped:
        values["event_id"] = values["copy_group"] = None
    found: dict[str, Any] = cleaned(values)
    return found


def _version(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("article_id", "text_sha256", "title", "body", "fetched_at", "warc_record_id")
    return {name: row[name] for name in names}


def _pair(row: Mapping[str, Any]) -> dict[str, Any]:
    points = (one.partition("=") for one in row["points"])
    evidence = {key: row[field] for key, field in _EVIDENCE if row[field] is not None}
    evidence["weight"] = {name: float(value) for name, _, value in points}
    facts = {name: row[name] for name in ("score", "copy", "version")}
    return {"a": row["article_a"], "b": row["article_b"], "evidence": evidence, **facts}


def _change(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line of history, its ``detail`` as ``storage.clustering.identity`` and ``storage.events.update`` write it."""
    into: list[str] = row["into_events"]
    detail: dict[str, Any] = {}
    if row["articles"] or row["kind"] == "founded":
        detail["articles"] = row["articles"]
    if row["from_events"]:
        detail["from"] = row["from_events"]
    if into:
        detail["into"] = into[0] if row["kind"] == "merged" else into
    return {"event_id": row["event_id"], "changed_at": row["changed_at"], "kind": row["kind"], "detail": detail}


def _judgement(row: Mapping[str, Any]) -> Judgement:
    try:
        said = judgement(
            row["verdict"], row["a"], row["b"], by=row["judged_by"], why=row["why"], judged_at=row["judged_at"]
        )
        if row["withdrawn_at"] is None:
            return said
        return withdrawn(said, by=row["withdrawn_by"], why=row["withdrawn_why"], at=row["withdrawn_at"])
    except ValueError as error:
        raise ArchiveError(f"judgement {row['judgement_id']}: {error}") from error


def _insert(session: Session, model: Any, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    stream = iter(rows)
    while portion := [cleaned(row) for row in islice(stream, _ROWS)]:
        session.execute(insert(model), portion)
        count += len(portion)
    return count
