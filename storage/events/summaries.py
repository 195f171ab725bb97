"""Summary of an event, drawn from its reports: one for the export and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from storage.db.json_lists import kept, texts
from storage.events.selection import Selection, presentable
from storage.models import Article, Event
from storage.records.judgements import closure

_Value = TypeVar("_Value")

_PORTION = 500
"""Events whose reports are fetched at a time."""

_COLUMNS = (
    Article.event_id,
    Article.article_id,
    Article.copy_group,
    Article.url,
    Article.outlet,
    Article.network,
    Article.title,
    Article.published_at,
    Article.event_date,
    Article.region_code,
    Article.region,
    Article.place,
    kept(Article.matched_terms),
    Article.gone_at,
    Event.cohesion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """One event; the fields are those of the export's table ``events`` (see ``storage.export.dictionary``)."""

    event_id: str
    title: str | None
    first_published_at: datetime | None
    last_published_at: datetime | None
    event_date: date | None
    region_code: str | None
    region: str | None
    place: str | None
    articles: int
    outlets: int
    networks: int
    texts: int
    representative_url: str
    outlet_names: list[str]
    matched_terms: list[str]
    cohesion: float | None
    judged: bool


def summaries(
    session: Session,
    selection: Selection,
    *,
    min_reports: int = 1,
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[EventSummary]:
    """Events of which at least one article is selected; each is described by all of its articles.

    By first publication, then id, undated ones last; some hundred events are held in memory at a time. ``min_reports``
    counts articles.
    """
    first = func.min(Article.published_at)
    chosen = _chosen(selection, min_reports).order_by(
        first.is_(None), first.desc() if newest_first else first, Article.event_id
    )
    judged = closure(session).articles
    events = session.connection().scalars(chosen.limit(limit), execution_options={"yield_per": _PORTION})
    # first the order and then the reports: to sort all reports with what they say takes longer than to look them up
    for portion in events.partitions():
        found: dict[str | None, EventSummary] = {one.event_id: one for one in _summarised(session, portion, judged)}
        yield from (found[event_id] for event_id in portion)


def summary(session: Session, event_id: str) -> EventSummary | None:
    """The event with this id; ``None`` when none that holds articles has it (``storage.events.update.resolve``)."""
    return next(summaries_of(session, [event_id]), None)


def summaries_of(session: Session, event_ids: Collection[str]) -> Iterator[EventSummary]:
    """Summaries of these events by id, without those that hold no articles.

    At most as many at a time as ``storage.db.dialects.portions`` gives.
    """
    return _summarised(session, event_ids, closure(session).articles)


def count(session: Session, selection: Selection, *, min_reports: int = 1) -> int:
    """Number of events that ``summaries`` gives without a limit."""
    return session.scalars(select(func.count()).select_from(_chosen(selection, min_reports).subquery())).one()


def _chosen(selection: Selection, min_reports: int) -> Select[str | None]:
    chosen = select(Article.event_id).where(presentable(), Article.event_id.is_not(None))
    if not selection.whole:
        chosen = chosen.where(Article.event_id.in_(select(Article.event_id).where(*selection.conditions())))
    return chosen.group_by(Article.event_id).having(func.count() >= min_reports)


def _summarised(session: Session, event_ids: Collection[str | None], judged: Collection[str]) -> Iterator[EventSummary]:
    """``judged`` are articles of any event."""
    query = (
        select(*_COLUMNS)
        .join(Event, Event.event_id == Article.event_id)
        .where(presentable(), Article.event_id.in_(event_ids))
        .order_by(Article.event_id, Article.published_at.is_(None), Article.published_at, Article.article_id)
    )
    for event_id, reports in groupby(session.connection().execute(query), key=itemgetter(0)):
        yield _summarise(event_id, list(reports), judged)


def _summarise(event_id: str, reports: Sequence[Any], judged: Collection[str]) -> EventSummary:
    """``reports`` are rows of the event's articles in order of publication."""
    _, articles, copies, urls, outlets, networks, titles, moments, days, *rest = zip(*reports, strict=True)
    codes, regions, places, terms, gone, cohesion = rest
    # the earliest report that can still be opened and has a headline
    lead = min(range(len(reports)), key=lambda at: (gone[at] is not None, not titles[at]))
    published = [moment for moment in moments if moment is not None]
    region_code, region = _most_common(
        (pair for pair in zip(codes, regions, strict=True) if pair[0]),
        rank=lambda pair: (-len(pair[0]), pair[0]),
    ) or (None, None)
    there = zip(places, codes, strict=True)
    return EventSummary(
        event_id=event_id,
        title=titles[lead],
        first_published_at=published[0] if published else None,
        last_published_at=published[-1] if published else None,
        event_date=_most_common((day for day in days if day), rank=lambda day: day),
        region_code=region_code,
        region=region,
        place=_most_common((place for place, code in there if place and code == region_code), rank=lambda place: place),
        articles=len(reports),
        outlets=len(set(outlets)),
        networks=len(set(networks)),
        texts=len({copy or article for copy, article in zip(copies, articles, strict=True)}),
        representative_url=urls[lead],
        outlet_names=sorted(set(outlets)),
        matched_terms=sorted({*chain.from_iterable(map(texts, terms))}),
        cohesion=cohesion[0],
        judged=any(article in judged for article in articles),
    )


def _most_common(values: Iterable[_Value], *, rank: Callable[[_Value], Any]) -> _Value | None:
    """The value that most reports give; of equals the one that ``rank`` puts first."""
    if len(given := list(values)) < 2:
        return given[0] if given else None
    counts = Counter(given)
    return min(counts, key=lambda value: (-counts[value], rank(value)), default=None)
