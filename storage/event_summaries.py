"""What is said of an event as a whole: one summary, for the export and for people, drawn from its reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from storage.judgements import closure
from storage.models import Article, Event
from storage.selection import Selection, presentable

_Value = TypeVar("_Value")

_ROWS = 1_000
"""Rows fetched at a time."""

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
    Article.matched_terms,
    Article.gone_at,
    Event.cohesion,
)

_FIRST = func.min(Article.published_at).label("first")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """One event; the fields are those of the export's table ``events`` (see ``storage.export_dictionary``)."""

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

    By first publication, then id, undated ones last; one event is held in memory at a time. ``min_reports`` counts
    articles.
    """
    chosen = _chosen(selection, min_reports)
    if limit is not None:
        when = _FIRST.desc() if newest_first else _FIRST
        chosen = chosen.order_by(_FIRST.is_(None), when, Article.event_id).limit(limit)
    events = chosen.subquery()
    query = (
        select(*_COLUMNS)
        .join(events, events.c.event_id == Article.event_id)
        .join(Event, Event.event_id == Article.event_id)
        .where(presentable())
        .order_by(
            events.c.first.is_(None),
            events.c.first.desc() if newest_first else events.c.first,
            Article.event_id,
            Article.published_at.is_(None),
            Article.published_at,
            Article.article_id,
        )
    )
    return _summarised(session, query)


def summary(session: Session, event_id: str) -> EventSummary | None:
    """The event with this id; ``None`` when there is none that holds articles (see ``storage.events.resolve``)."""
    return next(summaries_of(session, [event_id]), None)


def summaries_of(session: Session, event_ids: Collection[str]) -> Iterator[EventSummary]:
    """Those of these events that hold articles, by id; at most ``storage.comparisons.portions`` many at a time."""
    query = (
        select(*_COLUMNS)
        .join(Event, Event.event_id == Article.event_id)
        .where(presentable(), Article.event_id.in_(event_ids))
        .order_by(Article.event_id, Article.published_at.is_(None), Article.published_at, Article.article_id)
    )
    return _summarised(session, query)


def count(session: Session, selection: Selection, *, min_reports: int = 1) -> int:
    """How many events ``summaries`` gives without a limit."""
    return session.scalars(select(func.count()).select_from(_chosen(selection, min_reports).subquery())).one()


def _chosen(selection: Selection, min_reports: int) -> Select[str | None, datetime | None]:
    matched = select(Article.event_id).where(Article.event_id.is_not(None), *selection.conditions())
    return (
        select(Article.event_id, _FIRST)
        .where(presentable(), Article.event_id.in_(matched))
        .group_by(Article.event_id)
        .having(func.count() >= min_reports)
    )


def _summarised(session: Session, query: Select[Any, *tuple[Any, ...]]) -> Iterator[EventSummary]:
    judged = closure(session).articles
    rows = session.execute(query, execution_options={"yield_per": _ROWS})
    for event_id, reports in groupby(rows, key=lambda row: row.event_id):
        yield _summarise(event_id, list(reports), judged)


def _summarise(event_id: str, reports: Sequence[Any], judged: Collection[str]) -> EventSummary:
    """``reports`` are rows of the event's articles in order of publication; ``judged`` are articles of any event."""
    # the earliest report that can still be opened and has a headline
    lead = min(reports, key=lambda report: (report.gone_at is not None, not report.title))
    published = [report.published_at for report in reports if report.published_at is not None]
    region_code, region = _most_common(
        ((report.region_code, report.region) for report in reports if report.region_code),
        rank=lambda pair: (-len(pair[0]), pair[0]),
    ) or (None, None)
    return EventSummary(
        event_id=event_id,
        title=lead.title,
        first_published_at=min(published, default=None),
        last_published_at=max(published, default=None),
        event_date=_most_common((report.event_date for report in reports if report.event_date), rank=lambda day: day),
        region_code=region_code,
        region=region,
        place=_most_common(
            (report.place for report in reports if report.place and report.region_code == region_code),
            rank=lambda place: place,
        ),
        articles=len(reports),
        outlets=len({report.outlet for report in reports}),
        networks=len({report.network for report in reports}),
        texts=len({report.copy_group or report.article_id for report in reports}),
        representative_url=lead.url,
        outlet_names=sorted({report.outlet for report in reports}),
        matched_terms=sorted({term for report in reports for term in report.matched_terms}),
        cohesion=reports[0].cohesion,
        judged=any(report.article_id in judged for report in reports),
    )


def _most_common(values: Iterable[_Value], *, rank: Callable[[_Value], Any]) -> _Value | None:
    """The value that most reports give; of equals the one that ``rank`` puts first."""
    if len(given := list(values)) < 2:
        return given[0] if given else None
    counts = Counter(given)
    return min(counts, key=lambda value: (-counts[value], rank(value)), default=None)
