"""Rows of the plots: they are drawn by ``storage.export.plots`` and written beside the pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.calendar import JAKARTA, moment_of, surely_before
from storage.events.selection import Selection, presentable
from storage.events.summaries import summaries
from storage.health.coverage import coverage
from storage.models import Article, Outlet

Row = dict[str, Any]

UNKNOWN = "region unknown"
LAGS = (0, 1, 3, 6, 12, 24, 48, 72)
"""Hours from which a bar of ``lags`` begins; the last one is open."""


def events_by_week(session: Session, selection: Selection, name_of: Callable[[str], str]) -> list[Row]:
    """``week`` (its Monday, Jakarta), ``region`` (province, by ``name_of`` its code) and the number of ``events`` whose
    first report was published then; events of unknown date are left out.
    """
    counts: Counter[tuple[Any, str]] = Counter()
    for event in summaries(session, selection):
        if event.first_published_at is not None:
            day = event.first_published_at.astimezone(JAKARTA).date()
            region = name_of(event.region_code[:2]) if event.region_code else UNKNOWN
            counts[day - timedelta(days=day.weekday()), region] += 1
    return [{"week": week, "region": region, "events": count} for (week, region), count in sorted(counts.items())]


def lags(session: Session, selection: Selection) -> list[Row]:
    """``hours`` from first to last report, ``from_hours`` it begins at, and the number of ``events`` of two reports or
    more.

    Events of which the time of the first or the last report is unknown are left out; ``left_out`` is their number.
    """
    counts: Counter[int] = Counter()
    dayless = _day_only(session)
    left_out = 0
    for event in summaries(session, selection, min_reports=2):
        if event.first_published_at is not None and event.last_published_at is not None:
            if not dayless.isdisjoint(
                {(event.event_id, event.first_published_at), (event.event_id, event.last_published_at)}
            ):
                left_out += 1
                continue
            hours = (event.last_published_at - event.first_published_at).total_seconds() / 3600
            counts[max(at for at in LAGS if at <= hours)] += 1
    return [
        {"hours": _lag(index), "from_hours": at, "events": counts[at], "left_out": left_out}
        for index, at in enumerate(LAGS)
        if counts.total()
    ]


def _day_only(session: Session) -> set[tuple[str | None, datetime | None]]:
    """Events and publications of reports of which only the day is known."""
    query = select(Article.event_id, Article.published_at).where(Article.published_precision == "day", presentable())
    return {(row.event_id, row.published_at) for row in session.execute(query)}


def _lag(index: int) -> str:
    return f"{LAGS[index]}–{LAGS[index + 1]}" if index + 1 < len(LAGS) else f"{LAGS[index]} and more"


def coverage_calendar(session: Session, selection: Selection) -> list[Row]:
    """``outlet``, ``day`` and ``status`` (``none``: no crawl) of the outlets and days that were asked for."""
    names = session.scalars(select(Outlet.name).where(*selection.chosen_outlets())).all()
    first = selection.since.astimezone(JAKARTA).date() if selection.since else None
    end = selection.until.astimezone(JAKARTA).date() if selection.until else None
    return [
        {"outlet": day.outlet, "day": day.day, "status": day.status or "none"}
        for day in coverage(session, names)
        if (first is None or day.day >= first) and (end is None or day.day < end)
    ]


def who_copies_whom(session: Session, selection: Selection, of: Literal["outlet", "network"]) -> list[Row]:
    """``source``, ``copier`` and the number of ``copies``: near-identical texts, of which the earliest is the source.

    Both are outlets or networks. Texts of unknown date are left out, because nobody can say who was first, and so are
    the copies of one whose first printing is not known to be the first; ``left_out`` is their number in all.
    """
    who = Article.outlet if of == "outlet" else Article.network
    query = (
        select(Article.copy_group, who.label("who"), Article.published_at, Article.published_precision)
        .where(*selection.conditions(), Article.copy_group.is_not(None), Article.published_at.is_not(None))
        .order_by(Article.copy_group, Article.published_at, Article.article_id)
    )
    counts: Counter[tuple[str, str]] = Counter()
    left_out = 0
    rows = session.execute(query, execution_options={"yield_per": 2_000})
    for _, texts in groupby(rows, key=lambda row: row.copy_group):
        source, *copiers = ((row.who, moment_of(row.published_at, row.published_precision)) for row in texts)
        if all(surely_before(source[1], published) for _, published in copiers):
            counts.update((source[0], name) for name, _ in copiers)
        else:
            left_out += len(copiers)
    return [
        {"source": source, "copier": copier, "copies": count, "left_out": left_out}
        for (source, copier), count in sorted(counts.items())
    ]
