"""One event from within: its reports, what holds them together, and what became of it over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from storage.calendar import Moment, moment_of, surely_before
from storage.db.dialects import portions
from storage.events.pairs import evidence_of
from storage.events.selection import presentable
from storage.events.summaries import EventSummary, summary
from storage.events.update import resolve
from storage.models import Article, EventChange, Pair


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A pair seen from one of its articles: the other one, the score, and the evidence (see
    ``storage.clustering.score``).
    """

    article_id: str
    score: float
    copy: bool
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventArticle:
    """One article of an event.

    ``copy_of`` is the earliest article with the same text, if this is not it; ``later`` says whether this one is known
    to have come after it (``storage.calendar.surely_before``). ``nearest`` is the article of the event that it
    resembles most.
    """

    article_id: str
    outlet: str
    title: str | None
    url: str
    published_at: datetime | None
    published_precision: str | None
    gone_at: datetime | None
    copy_of: str | None
    later: bool
    nearest: Resemblance | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change, with its ``detail`` as ``storage.clustering.identity`` gave it."""

    changed_at: datetime
    kind: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventDetails:
    """``summary`` is ``None``, and ``reports`` empty, for an event whose last article left it."""

    event_id: str
    summary: EventSummary | None
    reports: tuple[EventArticle, ...]
    history: tuple[HistoryEntry, ...]


def details(session: Session, event_id: str) -> EventDetails | None:
    """The event with this id, or the one it was merged into; ``None`` for an unknown id. Reports by publication."""
    living = resolve(session, event_id)
    if living is None:
        return None
    changes = select(EventChange).where(EventChange.event_id == living).order_by(EventChange.change_id)
    history = tuple(HistoryEntry(change.changed_at, change.kind, change.detail) for change in session.scalars(changes))
    return EventDetails(living, summary(session, living), _reports(session, living), history)


def _reports(session: Session, event_id: str) -> tuple[EventArticle, ...]:
    rows = session.scalars(
        select(Article)
        .options(defer(Article.body))
        .where(Article.event_id == event_id, presentable())
        .order_by(Article.published_at.is_(None), Article.published_at, Article.article_id)
    ).all()
    nearest = _nearest(session, [article.article_id for article in rows])
    originals: dict[str, Article] = {}
    for article in rows:
        originals.setdefault(article.copy_group or article.article_id, article)
    reports = []
    for article in rows:
        original = originals[article.copy_group or article.article_id]
        reports.append(
            EventArticle(
                article_id=article.article_id,
                outlet=article.outlet,
                title=article.title,
                url=article.url,
                published_at=article.published_at,
                published_precision=article.published_precision,
                gone_at=article.gone_at,
                copy_of=original.article_id if original is not article else None,
                later=surely_before(_published(original), _published(article)),
                nearest=nearest.get(article.article_id),
            )
        )
    return tuple(reports)


def _published(article: Article) -> Moment | None:
    return moment_of(article.published_at, article.published_precision)


def _nearest(session: Session, articles: Sequence[str]) -> dict[str, Resemblance]:
    inside = set(articles)
    best: dict[str, tuple[float, str, Pair]] = {}
    for portion in portions(articles):
        for pair in session.scalars(select(Pair).where(Pair.a.in_(portion))):
            if pair.b in inside:
                for article, other in ((pair.a, pair.b), (pair.b, pair.a)):
                    found = (-pair.score, other, pair)
                    if article not in best or found[:2] < best[article][:2]:
                        best[article] = found
    worked_out = evidence_of(session, ((pair.a, pair.b) for _, _, pair in best.values() if not pair.evidence))
    return {
        article: Resemblance(other, pair.score, pair.copy, pair.evidence or next(worked_out))
        for article, (_, other, pair) in best.items()
    }
