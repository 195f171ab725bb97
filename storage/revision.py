"""An archived page read again: what that changes in the tables, and the writing of it.

The same page under the same rules changes nothing, so revising may be stopped at any time and done again. When the
tables were lost, the same code fills them from nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from storage.archive import Archive
from storage.frontier import BY_COMPARISON, sighting_of, write_outcome
from storage.models import Article, Capture, Sighting, Version
from storage.statements import cleaned
from storage.versions import keep_version, version_of_page

REJECTED = frozenset({"off_topic", "not_indonesian", "empty", "quarantined", "outside"})
"""States of a page that was read and became no article."""

EARLIER = "earlier body"
"""Name under which the text of an earlier version is compared."""

_LASTING = frozenset({"duplicate", "gone"})
"""States that another reading of the page says nothing about."""

_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """What an archived page comes to. Times are aware.

    ``state`` is ``article`` or a state of ``Sighting``, decided without regard to the crawl's window; ``outside`` tells
    whether the date lies outside that window. ``fields`` are those of ``ArticleItem``, ``None`` where the page could
    not be read.
    """

    outlet: str
    url: str
    url_key: str
    requested_key: str
    requested_url: str
    source: str
    announced_at: datetime | None
    fetched_at: datetime
    record_id: str
    state: str
    reason: str | None = None
    fields: Mapping[str, Any] | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What revising changes.

    ``kind``: ``new`` (an article the tables lack), ``changed``, ``dismissed`` (an article that is no longer relevant),
    ``decision`` (what is noted of a page that is no article). ``fields`` maps names to values before and after.
    """

    kind: str
    fields: Mapping[str, tuple[Any, Any]]


def article_captures(
    archive: Archive,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    warc_files: Collection[str] | None = None,
) -> Iterator[Row[str, str, int, str, int, int]]:
    """Answers to requests for articles, in order of fetching: record id, outlet, status, WARC file, offset, length.

    ``since`` (aware, inclusive) goes by the time of fetching; ``warc_files`` are names.
    """
    query = select(
        Capture.record_id, Capture.outlet, Capture.status, Capture.warc_file, Capture.offset, Capture.length
    ).where(*_asked_for(outlet, since))
    if warc_files is not None:
        query = query.where(Capture.warc_file.in_(warc_files))
    query = query.order_by(Capture.fetched_at, Capture.warc_file, Capture.offset)
    with archive.reading() as session:
        yield from session.execute(query, execution_options={"yield_per": _ROWS})


def article_files(archive: Archive, *, outlet: str | None = None, since: datetime | None = None) -> dict[str, int]:
    """WARC files with answers to requests for articles, by name, and how many such answers each holds."""
    query = select(Capture.warc_file, func.count()).where(*_asked_for(outlet, since)).group_by(Capture.warc_file)
    with archive.reading() as session:
        return {name: int(count) for name, count in session.execute(query.order_by(Capture.warc_file))}


def _asked_for(outlet: str | None, since: datetime | None) -> Iterator[ColumnElement[bool]]:
    yield Capture.kind == "article"
    if outlet is not None:
        yield Capture.outlet == outlet
    if since is not None:
        yield Capture.fetched_at >= since


def difference(archive: Archive, found: Rereading) -> Difference | None:
    """What ``revise`` would change; ``None`` when nothing."""
    with archive.reading() as session:
        return _difference(session, found)


def revise(archive: Archive, found: Rereading, *, now: datetime) -> Difference | None:
    """Writes what the rereading changes, in one transaction; the outlet must be known. ``now`` is aware."""
    with archive.writing() as session:
        change = _difference(session, found)
        if change is None:
            return None
        article = _article(session, found)
        if change.kind == "new":
            assert found.fields is not None
            session.add(Article(**cleaned(dict(found.fields)), first_seen_at=found.fetched_at))
        elif article is not None:
            for name in change.fields.keys() & Article.__table__.columns.keys():
                setattr(article, name, change.fields[name][1])
            if "body" in change.fields:
                article.package = None
        if found.fields is not None and change.kind != "decision":
            keep_version(session, cleaned(dict(found.fields)), reread=True)
        if EARLIER in change.fields:
            return change
        _note(session, found, "article" if change.kind in ("new", "changed") else _state(article, found), now)
        return change


def _article(session: Session, found: Rereading) -> Article | None:
    by_key = select(Article).where(Article.outlet == found.outlet, Article.url_key == cleaned(found.url_key))
    return session.scalar(by_key)


def _state(article: Article | None, found: Rereading) -> str:
    """The window decided whether a page became an article; what has become one is not taken back by it."""
    outside = article is None and found.outside and found.state not in ("empty", "quarantined")
    return "outside" if outside else found.state


def _difference(session: Session, found: Rereading) -> Difference | None:
    article = _article(session, found)
    state = _state(article, found)
    if (article is None or article.warc_record_id != found.record_id) and _is_settled_by_comparison(session, found):
        return None
    if article is not None:
        return _of_article(session, article, found)
    if state == "article":
        assert found.fields is not None
        return Difference("new", {"title": (None, found.fields["title"])})
    changes: dict[str, tuple[Any, Any]] = {}
    for key in {found.requested_key, found.url_key}:
        sighting = session.get(Sighting, (found.outlet, cleaned(key)))
        changes |= _of_sighting(sighting, state, found)
    return Difference("decision", changes) if changes else None


def _is_settled_by_comparison(session: Session, found: Rereading) -> bool:
    sightings = (session.get(Sighting, (found.outlet, cleaned(key))) for key in (found.url_key, found.requested_key))
    return any(one is not None and (one.reason or "").startswith(BY_COMPARISON) for one in sightings)


def _of_article(session: Session, article: Article, found: Rereading) -> Difference | None:
    rests_on_another = article.warc_record_id != found.record_id
    if rests_on_another and article.fetched_at is not None and article.fetched_at >= found.fetched_at:
        return _of_version(version_of_page(session, article.article_id, found.record_id), found)
    values: dict[str, Any] = {}
    if found.state == "empty":
        values = {"relevant": False}  # the text that was read once is kept
    elif found.fields is not None and found.state in ("article", "off_topic", "not_indonesian"):
        values = cleaned(dict(found.fields)) | {"relevant": found.state == "article"}
    changes = {name: (before, value) for name, value in values.items() if (before := getattr(article, name)) != value}
    if not changes:
        return None
    return Difference("dismissed" if "relevant" in changes and not values["relevant"] else "changed", changes)


def _of_version(version: Version | None, found: Rereading) -> Difference | None:
    """A text that the article had before, on an earlier page."""
    text = cleaned(found.fields["body"]) if found.fields is not None and found.state == "article" else None
    if version is None or text is None or version.body == text:
        return None
    return Difference("changed", {EARLIER: (version.body, text)})


def _of_sighting(sighting: Sighting | None, state: str, found: Rereading) -> dict[str, tuple[Any, Any]]:
    if sighting is None:
        return {"state": (None, state)}
    if state not in REJECTED or sighting.state in _LASTING:
        return {}
    wanted: dict[str, Any] = {"state": state, **{name: value for name, value in _facts(found).items() if value}}
    return {name: (before, value) for name, value in wanted.items() if (before := getattr(sighting, name)) != value}


def _facts(found: Rereading) -> dict[str, Any]:
    fields = found.fields or {}
    facts = {"title": fields.get("title"), "published_at": fields.get("published_at"), "score": fields.get("relevance")}
    # a page without text tells its title and nothing else
    facts = facts if fields.get("body") else {"title": facts["title"]}
    return {name: cleaned(value) for name, value in facts.items()}


def _note(session: Session, found: Rereading, state: str, now: datetime) -> None:
    """Writes what became of the address, and of the one that led to it."""
    facts = _facts(found)
    if state == "article" and found.fields is not None:
        facts["article_id"] = found.fields["article_id"]
    keys = {found.requested_key: state, found.url_key: state}
    if state == "article" and found.requested_key != found.url_key:
        keys[found.requested_key] = "duplicate"
    for key, outcome in keys.items():
        known = session.get(Sighting, (found.outlet, cleaned(key)))
        if known is None:
            url = found.requested_url if key == found.requested_key else found.url
            known = sighting_of(session, found.outlet, key, url=url, now=found.fetched_at)
            known.source, known.published_at = cleaned(found.source), found.announced_at
        elif known.state in _LASTING or (outcome not in REJECTED and outcome != "article"):
            continue
        reasons = {"article": None, "duplicate": f"is {found.url}"}
        reason = reasons.get(outcome, found.reason)
        write_outcome(known, state=outcome, reason=reason, now=now, facts=facts)
