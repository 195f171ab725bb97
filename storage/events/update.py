"""Event clusters in the database: extended with what is new, with stable ids and a history.

The partition depends on the articles, and on what people judged about them, alone: extending it night by night, in any
order of arrival, gives what a rebuild from nothing gives. Two steps, in transactions of bounded size, so that a
killed update is finished by the next one:

1. *compare*: what is new or changed is signed and scored against the days around its own; what is no longer relevant
   leaves its event;
2. *regroup*: what was compared, and every event that this touched, is grouped anew together with all it is connected
   to, and nothing else.

In between, an article says what it ``awaits``, and an event that must be looked at again has an empty ``cohesion``; one
that lost its last article has 0. Both are found by indexes of such rows alone, so that a night's cost does not grow
with the archive.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.clustering import clusters
from storage.clustering.constraints import Closure
from storage.clustering.identity import Change, FormerEvent, attributed, bereft, event_named_after, identify
from storage.clustering.score import weights
from storage.db.dialects import portions
from storage.db.gc_pause import without_cycle_search
from storage.events.pairs import Comparing, forget, remark
from storage.models import Article, Event, EventChange, Pair
from storage.records.judgements import closure

SEEDS = 500
"""Articles whose surroundings are regrouped in one transaction."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EventsUpdated:
    """Result of an update.

    ``articles_new``: articles that had no event before; ``pairs``: pairs found; ``events_new``: events founded, of one
    article or more; ``events_grown``: events that were there and took in articles; ``merged``: events that now redirect
    to another; ``split``: events that gave articles to new ones.
    """

    articles_new: int
    pairs: int
    events_new: int
    events_grown: int
    merged: int
    split: int


def update_events(archive: Archive, *, now: datetime, rebuild: bool = False) -> EventsUpdated:
    """Brings the events up to date with the articles; ``now`` is written into the history.

    ``rebuild`` signs and compares every article again. Ids and history are kept, and events that come out as they were
    are left alone. Raises ``ValueError`` for a naive ``now``, ``ArchiveError`` when the database cannot be written.
    """
    if now.tzinfo is None:
        raise ValueError(f"naive datetime {now!r}: give it a zone")
    with archive.writing() as session:
        forget(session) if rebuild else remark(session)
        waiting, articles_new = session.execute(
            select(func.count(), func.sum(case((_homeless(), 1), else_=0))).where(Article.awaits.is_not(None))
        ).one()
    pairs = compared = 0
    left: dict[str, list[str]] = {}
    comparing = Comparing()
    while True:
        with archive.writing() as session, without_cycle_search():
            portion = comparing.next(session)
            if portion is None:
                break
            departures = _departures(portion.left)
            _write_history(session, departures, now)
        for change in departures:
            left.setdefault(change.event_id, []).extend(change.detail["articles"])
        pairs += portion.pairs
        compared += portion.articles
        _log.info("compared %d of %d articles", compared, waiting)
    done: Counter[str] = Counter()
    while True:
        with archive.writing() as session, without_cycle_search():
            seeds = _seeds(session)
            if not seeds:
                _close_empty(session, now)
                break
            done.update(_regroup(session, seeds, now, left))
    return EventsUpdated(
        articles_new=articles_new or 0,
        pairs=pairs,
        events_new=done["founded"],
        events_grown=done["grown"],
        merged=done["redirected"],
        split=done["split"],
    )


def regroup_judged(archive: Archive, *, now: datetime) -> bool:
    """Groups anew the events that judgements have touched, with all they are connected to, and nothing else.

    Works beside a night: it compares nothing and holds no lock but the database's, for one transaction. False where a
    grouping is under way, or one was killed: the events stay marked, and that grouping, or the next, comes to them.
    """
    while True:
        with archive.writing() as session, without_cycle_search():
            if session.scalar(_COMPARED.limit(1)) is not None:
                return False
            seeds = _touched(session)
            if not seeds:
                _close_empty(session, now)
                return True
            _regroup(session, seeds, now, {})


def count_events(archive: Archive) -> int:
    """Number of events that hold articles. Raises ``ArchiveError`` when the database cannot be read."""
    # only judgements make an event without any likeness, so that hardly any row needs the second look
    holds_articles = exists().where(Article.event_id == Event.event_id)
    alive = and_(Event.redirect_to.is_(None), or_(Event.cohesion > 0.0, holds_articles))
    with archive.reading() as session:
        return session.scalars(select(func.count()).select_from(Event).where(alive)).one()


def resolve(session: Session, event_id: str) -> str | None:
    """The id under which an event lives on, which is its own unless it was merged; ``None`` for an unknown id."""
    event = session.get(Event, event_id)
    passed = {event_id}
    while event is not None and event.redirect_to is not None:
        if event.redirect_to in passed:
            return None  # a circle leads nowhere
        passed.add(event.redirect_to)
        event = session.get(Event, event.redirect_to)
    return event.event_id if event else None


def _homeless() -> ColumnElement[bool]:
    return and_(Article.relevant, Article.event_id.is_(None))


def _departures(left: Mapping[str, str]) -> list[Change]:
    by_event: dict[str, list[str]] = {}
    for article, event in left.items():
        by_event.setdefault(event, []).append(article)
    return [Change(event, "shrunk", {"articles": sorted(gone)}) for event, gone in by_event.items()]


_COMPARED = select(Article.article_id).where(Article.awaits == "grouping").order_by(Article.published_at)


def _seeds(session: Session) -> list[str]:
    """Some articles that were compared, or whose event must be looked at again."""
    return [*session.scalars(_COMPARED.limit(SEEDS)), *_touched(session)]


def _touched(session: Session) -> list[str]:
    """Some articles whose event must be looked at again."""
    touched = select(Event.event_id).where(Event.cohesion.is_(None), Event.redirect_to.is_(None))
    return list(session.scalars(select(Article.article_id).where(Article.event_id.in_(touched)).limit(SEEDS)))


def _regroup(session: Session, seeds: Iterable[str], now: datetime, left: Mapping[str, list[str]]) -> Counter[str]:
    """Groups anew all that is connected to the seeds; gives how often each kind of change happened.

    ``left``: articles that this update found to be no longer relevant, by the event that they were in.
    """
    judged = closure(session)
    articles = _connected(session, seeds, judged)
    pairs = list(_pairs_among(session, articles))
    copies = clusters.copy_groups(articles, pairs)
    asked = set(map(event_named_after, articles))
    used = _names_in_use(session, asked)
    result = identify(
        _former_events(session, articles),
        clusters.group(articles, pairs, together=judged.together, apart=judged.apart_among(articles)),
        published={article: placed.published_at for article, placed in articles.items()},
        in_use=lambda name: name in used or (name not in asked and session.get(Event, name) is not None),
    )
    homes = {article: name for name, cluster in result.events.items() for article in cluster.members}
    returned = _returned(session, used, articles, homes)
    redirects = {**result.redirects, **returned}
    moved = [
        {"key": article, "home": homes[article], "group": copies[article], "then": placed.afterwards()}
        for article, placed in articles.items()
        if (placed.event_id, placed.copy_group, placed.awaits) != (homes[article], copies[article], placed.afterwards())
    ]
    founded = set(result.founded)
    if founded:
        session.execute(
            insert(Event.__table__),  # type: ignore[arg-type]
            [
                {"event_id": name, "founded_at": now, "cohesion": result.events[name].cohesion}
                for name in result.founded
            ],
        )
    kept = [
        {"event_id": name, "cohesion": cluster.cohesion}
        for name, cluster in result.events.items()
        if name not in founded
    ]
    if kept:
        session.execute(update(Event), kept)
    if moved:
        session.connection().execute(_MOVE, moved)
    if redirects:
        session.execute(update(Event), [{"event_id": old, "redirect_to": heir} for old, heir in redirects.items()])
    led_on = [Change(old, "merged", {"into": heir}) for old, heir in returned.items()]
    before = {article: placed.event_id for article, placed in articles.items()}
    changes = bereft(attributed(result.changes, before, homes, judged.judgements), left)
    _write_history(session, [*changes, *led_on], now)
    done = Counter(change.kind for change in result.changes)
    done["redirected"] = len(redirects)
    return done


_MOVE = (
    update(Article.__table__)  # type: ignore[arg-type]
    .where(Article.article_id == bindparam("key"))
    .values(event_id=bindparam("home"), copy_group=bindparam("group"), awaits=bindparam("then"))
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Place of an article before the regrouping."""

    event_id: str | None
    copy_group: str | None
    published_at: datetime | None
    awaits: str | None

    def afterwards(self) -> str | None:
        """State that the article awaits then: one that has changed since it was compared is still to be compared."""
        return None if self.awaits == "grouping" else self.awaits


def _connected(session: Session, seeds: Iterable[str], judged: Closure) -> dict[str, _Placed]:
    """The seeds and everything reached from them, over pairs that can join a cluster, over shared events, and over what
    is judged to belong together.

    Pairs below the threshold of the clustering cannot: an average reaches it only if a single pair does.
    """
    linking = or_(Pair.score >= weights().threshold, Pair.copy)
    found: dict[str, _Placed] = {}
    events: set[str] = set()
    frontier = set(seeds)
    while frontier:
        reached: set[str] = set()
        entered: set[str] = set()
        for portion in portions(frontier):
            placed = select(
                Article.article_id, Article.event_id, Article.copy_group, Article.published_at, Article.awaits
            ).where(Article.article_id.in_(portion))
            for article, event, group, moment, awaits in session.execute(placed):
                found[article] = _Placed(event, group, moment, awaits)
                if event is not None and event not in events:
                    entered.add(event)
            reached.update(session.scalars(select(Pair.b).where(Pair.a.in_(portion), linking)))
            reached.update(session.scalars(select(Pair.a).where(Pair.b.in_(portion), linking)))
        for portion in portions(judged.with_all(frontier) - frontier):
            # one that came in while this update runs is left to the next: it was compared with nothing yet
            compared = or_(Article.awaits.is_(None), Article.awaits == "grouping", Article.event_id.is_not(None))
            grouped = select(Article.article_id).where(Article.relevant, compared)
            reached.update(session.scalars(grouped.where(Article.article_id.in_(portion))))
        for portion in portions(entered):
            reached.update(session.scalars(select(Article.article_id).where(Article.event_id.in_(portion))))
        events |= entered
        frontier = reached - found.keys()
    return dict(sorted(found.items()))


def _pairs_among(session: Session, articles: Mapping[str, object]) -> Iterator[clusters.ScoredPair]:
    for portion in portions(articles):
        query = select(Pair.a, Pair.b, Pair.score, Pair.copy).where(Pair.a.in_(portion))
        for a, b, score, copy in session.execute(query):
            if b in articles:
                yield clusters.ScoredPair(a, b, score, copy)


def _former_events(session: Session, articles: Mapping[str, _Placed]) -> list[FormerEvent]:
    members: dict[str, set[str]] = {}
    for article, placed in articles.items():
        if placed.event_id is not None:
            members.setdefault(placed.event_id, set()).add(article)
    founded: dict[str, datetime] = {}
    for portion in portions(members):
        query = select(Event.event_id, Event.founded_at).where(Event.event_id.in_(portion))
        founded.update(session.execute(query).all())
    return [FormerEvent(name, founded[name], frozenset(inside)) for name, inside in members.items()]


def _names_in_use(session: Session, names: Iterable[str]) -> dict[str, str | None]:
    """Names among these that were ever given, and the ids that they redirect to."""
    used: dict[str, str | None] = {}
    for portion in portions(names):
        query = select(Event.event_id, Event.redirect_to).where(Event.event_id.in_(portion))
        used.update(session.execute(query).all())
    return used


def _returned(
    session: Session, used: Mapping[str, str | None], articles: Mapping[str, _Placed], homes: Mapping[str, str]
) -> dict[str, str]:
    """Emptied events whose founder is relevant again, and its event now: whoever cited one is led on."""
    idle = {
        name: homes[article]
        for article, placed in articles.items()
        if placed.event_id is None and (name := event_named_after(article)) in used and used[name] is None
    }
    holding: set[str | None] = set()
    for portion in portions(idle):
        holding.update(session.scalars(select(Article.event_id).where(Article.event_id.in_(portion)).distinct()))
    return {name: heir for name, heir in idle.items() if name not in holding}


def _close_empty(session: Session, now: datetime) -> None:
    holds_articles = exists().where(Article.event_id == Event.event_id)
    empty = session.scalars(
        select(Event.event_id).where(Event.cohesion.is_(None), Event.redirect_to.is_(None), ~holds_articles)
    ).all()
    if empty:
        session.execute(update(Event), [{"event_id": name, "cohesion": 0.0} for name in empty])
        _write_history(session, [Change(name, "emptied", {}) for name in empty], now)


def _write_history(session: Session, changes: Iterable[Change], now: datetime) -> None:
    rows = [
        {"event_id": change.event_id, "changed_at": now, "kind": change.kind, "detail": change.detail}
        for change in changes
    ]
    if rows:
        session.execute(insert(EventChange.__table__), rows)  # type: ignore[arg-type]
