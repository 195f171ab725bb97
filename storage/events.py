"""Event clusters in the database: extended with what is new, with stable ids and a history.

The partition depends on the articles, and on what people judged about them, alone: extending it night by night, in any
order of arrival, gives what a rebuild from nothing gives. Three steps, in transactions of bounded size, so that a
killed update is finished by the next one:

1. *dismiss*: articles that are no longer relevant leave their event;
2. *compare*: articles without a current signature are signed and scored against the days around theirs;
3. *regroup*: every event that this touched, and every article without one, is grouped anew together with all it is
   connected to, and nothing else.

Between the steps an event that must be looked at again has an empty ``cohesion``; one that lost its last article has 0.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import clustering, comparisons
from storage.archive import Archive
from storage.comparisons import portions
from storage.event_identity import Change, FormerEvent, event_named_after, identify
from storage.judgements import closure
from storage.models import Article, Event, EventChange, Pair, Signature
from storage.similarity import weights
from storage.verdicts import Closure

SEEDS = 500
"""Articles whose surroundings are regrouped in one transaction."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EventsReport:
    """What an update did.

    ``articles_new``: articles that had no event before; ``pairs``: pairs found; ``events_new``: events founded, of one
    article or more; ``events_grown``: events that were there and took in articles; ``merged``: events that now redirect
    to another; ``split``: events that gave articles to new ones; ``events_total``: events that hold articles.
    """

    articles_new: int
    pairs: int
    events_new: int
    events_grown: int
    merged: int
    split: int
    events_total: int


def update_events(archive: Archive, *, now: datetime, rebuild: bool = False) -> EventsReport:
    """Brings the events up to date with the articles; ``now`` is written into the history.

    ``rebuild`` signs and compares every article again. Ids and history are kept, and events that come out as they were
    are left alone. Raises ``ValueError`` for a naive ``now``, ``ArchiveError`` when the database cannot be written.
    """
    if now.tzinfo is None:
        raise ValueError(f"naive datetime {now!r}: give it a zone")
    with archive.writing() as session:
        if rebuild:
            comparisons.drop_all(session)
        _dismiss(session, now)
    with archive.reading() as session:
        waiting = comparisons.unsigned(session)
        articles_new = session.scalars(select(func.count()).select_from(Article).where(_homeless())).one()
    pairs = compared = 0
    for chunk in comparisons.chunks(waiting):
        with archive.writing() as session:
            pairs += comparisons.compare(session, chunk)
        compared += len(chunk)
        _log.info("compared %d of %d articles", compared, len(waiting))
    done: Counter[str] = Counter()
    while True:
        with archive.writing() as session:
            seeds = _seeds(session)
            if not seeds:
                _close_empty(session, now)
                total = session.scalars(select(func.count(Article.event_id.distinct()))).one()
                break
            done.update(_regroup(session, seeds, now))
    return EventsReport(
        articles_new=articles_new,
        pairs=pairs,
        events_new=done["founded"],
        events_grown=done["grown"],
        merged=done["redirected"],
        split=done["split"],
        events_total=total,
    )


def resolve(session: Session, event_id: str) -> str | None:
    """The id under which an event lives on, which is its own unless it was merged; ``None`` for an unknown id."""
    event = session.get(Event, event_id)
    while event is not None and event.redirect_to is not None:
        event = session.get(Event, event.redirect_to)
    return event.event_id if event else None


def _homeless() -> ColumnElement[bool]:
    return and_(Article.relevant, Article.event_id.is_(None))


def _dismiss(session: Session, now: datetime) -> None:
    articles = comparisons.dismissed(session)
    comparisons.drop(session, articles)
    for portion in portions(articles):
        session.execute(
            update(Article).where(Article.article_id.in_(portion)).values(event_id=None, copy_group=None),
            execution_options={"synchronize_session": False},
        )
    left: dict[str, list[str]] = {}
    for article, event in articles.items():
        if event is not None:
            left.setdefault(event, []).append(article)
    _write_history(session, [Change(event, "shrunk", {"articles": gone}) for event, gone in left.items()], now)


def _seeds(session: Session) -> list[str]:
    """Some articles that wait for an event, or whose event must be looked at again."""
    # one that came in while this update runs is left to the next: it was compared with nothing yet
    compared = exists().where(Signature.article_id == Article.article_id)
    touched = select(Event.event_id).where(Event.cohesion.is_(None), Event.redirect_to.is_(None))
    return [
        *session.scalars(select(Article.article_id).where(_homeless(), compared).limit(SEEDS)),
        *session.scalars(select(Article.article_id).where(Article.event_id.in_(touched)).limit(SEEDS)),
    ]


def _regroup(session: Session, seeds: Iterable[str], now: datetime) -> Counter[str]:
    """Groups anew all that is connected to the seeds; gives how often each kind of change happened."""
    judged = closure(session)
    articles = _connected(session, seeds, judged)
    pairs = list(_pairs_among(session, articles))
    copies = clustering.copy_groups(articles, pairs)
    used = _names_in_use(session, articles)
    result = identify(
        _former_events(session, articles),
        clustering.group(articles, pairs, together=judged.together, apart=judged.apart_among(articles)),
        published={article: placed.published_at for article, placed in articles.items()},
        in_use=lambda name: name in used or session.get(Event, name) is not None,
    )
    homes = {article: name for name, cluster in result.events.items() for article in cluster.members}
    returned = _returned(session, used, articles, homes)
    redirects = {**result.redirects, **returned}
    moved = [
        {"article_id": article, "event_id": homes[article], "copy_group": copies[article]}
        for article, placed in articles.items()
        if (placed.event_id, placed.copy_group) != (homes[article], copies[article])
    ]
    if result.founded:
        session.execute(insert(Event), [{"event_id": name, "founded_at": now} for name in result.founded])
    session.execute(
        update(Event), [{"event_id": name, "cohesion": cluster.cohesion} for name, cluster in result.events.items()]
    )
    if moved:
        session.execute(update(Article), moved)
    if redirects:
        session.execute(update(Event), [{"event_id": old, "redirect_to": heir} for old, heir in redirects.items()])
    led_on = [Change(old, "merged", {"into": heir}) for old, heir in returned.items()]
    _write_history(session, [*result.changes, *led_on], now)
    done = Counter(change.kind for change in result.changes)
    done["redirected"] = len(redirects)
    return done


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where an article is before the regrouping."""

    event_id: str | None
    copy_group: str | None
    published_at: datetime | None


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
            placed = select(Article.article_id, Article.event_id, Article.copy_group, Article.published_at)
            for article, event, group, moment in session.execute(placed.where(Article.article_id.in_(portion))):
                found[article] = _Placed(event, group, moment)
                if event is not None and event not in events:
                    entered.add(event)
            reached.update(session.scalars(select(Pair.b).where(Pair.a.in_(portion), linking)))
            reached.update(session.scalars(select(Pair.a).where(Pair.b.in_(portion), linking)))
        for portion in portions(judged.with_all(frontier) - frontier):
            compared = exists().where(Signature.article_id == Article.article_id)
            grouped = select(Article.article_id).where(Article.relevant, compared)
            reached.update(session.scalars(grouped.where(Article.article_id.in_(portion))))
        for portion in portions(entered):
            reached.update(session.scalars(select(Article.article_id).where(Article.event_id.in_(portion))))
        events |= entered
        frontier = reached - found.keys()
    return dict(sorted(found.items()))


def _pairs_among(session: Session, articles: Mapping[str, object]) -> Iterator[clustering.ScoredPair]:
    for portion in portions(articles):
        query = select(Pair.a, Pair.b, Pair.score, Pair.copy).where(Pair.a.in_(portion))
        for a, b, score, copy in session.execute(query):
            if b in articles:
                yield clustering.ScoredPair(a, b, score, copy, {})


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


def _names_in_use(session: Session, articles: Iterable[str]) -> dict[str, str | None]:
    """Which of the names that these articles can give were ever given, and where those redirect to."""
    used: dict[str, str | None] = {}
    for portion in portions(map(event_named_after, articles)):
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
        session.execute(insert(EventChange), rows)
