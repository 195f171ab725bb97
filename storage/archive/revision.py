"""An archived page read again: what that changes in the tables, and the writing of it.

The same page under the same rules changes nothing, so revising may be stopped at any time and done again. When the
tables were lost, the same code fills them from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.archive.frontier import BY_COMPARISON, sighting_of, write_outcome
from storage.archive.purge import PURGED
from storage.archive.rechecks import Answer, article_at, write_check
from storage.archive.versions import keep_version, version_of_page
from storage.db.dialects import cleaned
from storage.models import Article, Capture, Sighting, Version

REJECTED = frozenset({"off_topic", "not_indonesian", "empty", "quarantined", "outside"})
"""States of a page that was read and became no article."""

EARLIER = "earlier body"
"""Name under which the text of an earlier version is compared."""

_CHECKED = "checked_at"
_LASTING = frozenset({"duplicate", "gone"})
"""States that another reading of the page says nothing about."""

_ROWS = 1_000

_Kept = Article | Row[Any]
"""An article of the tables, to be changed or only looked at."""

_Noted = Mapping[tuple[str, str], Sighting]
"""Sightings by outlet and URL key."""

_KEPT = select(*Article.__table__.columns).where(
    Article.outlet == bindparam("outlet"), Article.url_key.in_(bindparam("keys", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """Decision on an archived page. Times are aware.

    ``state`` is ``article`` or a state of ``Sighting``, decided without regard to the crawl's window; ``outside`` tells
    whether the date lies outside that window. ``fields`` are those of ``ArticleItem``, ``None`` where the page could
    not be read. ``recheck``: a known article was asked for again; ``state`` is then ``unchanged`` where the server said
    so.
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
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes of a revision.

    ``kind``: ``new`` (an article the tables lack), ``changed``, ``dismissed`` (an article that is no longer relevant),
    ``decision`` (what is noted of an address). ``fields`` maps names to values before and after.
    """

    kind: str
    fields: Mapping[str, tuple[Any, Any]]


def article_captures(
    archive: Archive,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    warc_files: Collection[str] | None = None,
) -> Iterator[Row[str, str, str, int, str, int, int]]:
    """Answers to requests for articles, in order of fetching, and (kind ``other``) for what a site has not.

    Record id, outlet, kind, status, WARC file, offset, length. ``since`` (aware, inclusive) goes by the time of
    fetching; ``warc_files`` are names.
    """
    query = select(
        Capture.record_id,
        Capture.outlet,
        Capture.kind,
        Capture.status,
        Capture.warc_file,
        Capture.offset,
        Capture.length,
    ).where(*_asked_for(outlet, since, "article", "other"))
    if warc_files is not None:
        query = query.where(Capture.warc_file.in_(warc_files))
    query = query.order_by(Capture.fetched_at, Capture.warc_file, Capture.offset)
    with archive.reading() as session:
        yield from session.execute(query, execution_options={"yield_per": _ROWS})


def _asked_for(outlet: str | None, since: datetime | None, *kinds: str) -> Iterator[ColumnElement[bool]]:
    yield Capture.kind.in_(kinds)
    if outlet is not None:
        yield Capture.outlet == outlet
    if since is not None:
        yield Capture.fetched_at >= since


@contextmanager
def comparing(archive: Archive) -> Iterator[Callable[[Sequence[Rereading]], list[Difference | None]]]:
    """Gives what tells, of some rereadings after others, what ``revise`` would change; ``None`` when nothing."""
    with archive.reading() as session:

        def compare(batch: Sequence[Rereading]) -> list[Difference | None]:
            articles = _kept(session, batch)
            pairs = [(articles.get((found.outlet, cleaned(found.url_key))), found) for found in batch]
            doubtful = [found for article, found in pairs if found.recheck or not _is_as_read(article, found)]
            noted = _noted(session, doubtful)
            return [_difference(session, article, noted, found) for article, found in pairs]

        yield compare


def _kept(session: Session, batch: Iterable[Rereading]) -> dict[tuple[str, str], Row[Any]]:
    """The articles at these addresses, by outlet and URL key."""
    keys: dict[str, set[str]] = {}
    for found in batch:
        keys.setdefault(found.outlet, set()).add(cleaned(found.url_key))
    return {
        (row.outlet, row.url_key): row
        for outlet, some in keys.items()
        for row in session.connection().execute(_KEPT, {"outlet": outlet, "keys": sorted(some)})
    }


def _noted(session: Session, batch: Iterable[Rereading]) -> _Noted:
    """Sightings of these addresses and of those that led to them."""
    keys: dict[str, set[str]] = {}
    for found in batch:
        keys.setdefault(found.outlet, set()).update((cleaned(found.url_key), cleaned(found.requested_key)))
    return {
        (sighting.outlet, sighting.url_key): sighting
        for outlet, some in keys.items()
        for sighting in session.scalars(
            select(Sighting).where(Sighting.outlet == outlet, Sighting.url_key.in_(sorted(some)))
        )
    }


def _is_as_read(article: _Kept | None, found: Rereading) -> bool:
    """True if the article was read from this page: its address is then settled."""
    return article is not None and article.warc_record_id == found.record_id


def revise(archive: Archive, found: Rereading, *, now: datetime) -> Difference | None:
    """Writes what the rereading changes, in one transaction; the outlet must be known. ``now`` is aware."""
    with archive.writing() as session:
        article = session.scalar(article_at(found.outlet, found.url_key))
        change = _difference(session, article, _noted(session, [found]), found)
        if change is None:
            return None
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
        if EARLIER not in change.fields and change.fields.keys() != {_CHECKED}:
            _note(session, found, "article" if change.kind in ("new", "changed") else _state(article, found), now)
        if _CHECKED in change.fields:
            _check(session, found)
        return change


def _state(article: _Kept | None, found: Rereading) -> str:
    """The window decided whether a page became an article; what has become one is not taken back by it."""
    outside = article is None and found.outside and found.state not in ("empty", "quarantined")
    return "outside" if outside else found.state


def _difference(session: Session, article: _Kept | None, noted: _Noted, found: Rereading) -> Difference | None:
    if article is not None and article.extractor == PURGED:
        return None
    state = _state(article, found)
    if not _is_as_read(article, found) and _is_settled_by_comparison(noted, found):
        return None
    if article is not None and found.recheck:
        return _of_recheck(session, article, noted, found)
    if article is not None:
        return _of_article(session, article, found)
    if state == "unchanged":
        return None
    if state == "article":
        assert found.fields is not None
        return Difference("new", {"title": (None, found.fields["title"])})
    changes: dict[str, tuple[Any, Any]] = {}
    for key in {found.requested_key, found.url_key}:
        changes |= _of_sighting(noted.get((found.outlet, cleaned(key))), state, found)
    return Difference("decision", changes) if changes else None


def _is_settled_by_comparison(noted: _Noted, found: Rereading) -> bool:
    sightings = (noted.get((found.outlet, cleaned(key))) for key in (found.url_key, found.requested_key))
    return any(one is not None and (one.reason or "").startswith(BY_COMPARISON) for one in sightings)


def _of_article(session: Session, article: _Kept, found: Rereading) -> Difference | None:
    rests_on_another = article.warc_record_id != found.record_id
    if rests_on_another and article.fetched_at is not None and article.fetched_at >= found.fetched_at:
        return _of_version(version_of_page(session, article.article_id, found.record_id), found)
    values: dict[str, Any] = {}
    if found.state == "empty":
        values = {"relevant": False}  # the text that was read once is kept
    elif found.fields is not None and found.state in ("article", "off_topic", "not_indonesian"):
        values = dict(found.fields) | {"relevant": found.state == "article"}
    # nearly all are the same as they come: only what is not is looked at for what no database holds
    differing = {name: cleaned(value) for name, value in values.items() if getattr(article, name) != value}
    before = {name: getattr(article, name) for name in differing}
    changes = {name: (before[name], value) for name, value in differing.items() if before[name] != value}
    if not changes:
        return None
    return Difference("dismissed" if "relevant" in changes and not values["relevant"] else "changed", changes)


def _of_recheck(session: Session, article: _Kept, noted: _Noted, found: Rereading) -> Difference | None:
    """Only a page that is an article still changes what is known of it."""
    change = _of_article(session, article, found) if found.state == "article" else None
    sighting = noted.get((found.outlet, cleaned(found.url_key)))
    if sighting is None or sighting.state != "article":
        return change
    before = sighting.checked_at
    if before is not None and before >= found.fetched_at:
        return change
    checked = {_CHECKED: (before, found.fetched_at)}
    return Difference("changed", {**change.fields, **checked}) if change else Difference("decision", checked)


def _check(session: Session, found: Rereading) -> None:
    """Writes of the answer as a crawl does (``crawler.crawling.spider``)."""
    answer: Answer = "missing" if found.state == "gone" else "unclear"
    if found.state in ("article", "unchanged"):
        answer = "found"
    reason = found.reason or ""
    if answer == "unclear":
        reason = f"{found.state}, {reason}"
    write_check(session, found.outlet, found.url_key, answer, at=found.fetched_at, reason=reason)


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
