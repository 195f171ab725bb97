"""Days of publication that completed crawls looked at: a day that nobody looked at is not a day without news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.calendar import JAKARTA
from storage.models import RunOutlet

Span = tuple[date, date]
"""First and last day, both inclusive, of Asia/Jakarta."""


def looked_at(session: Session, outlets: Collection[str] | None = None) -> Iterator[tuple[str, date, date]]:
    """Spans of days for each outlet (or those named), merged: from the beginning of a crawl's window to its day.

    Only completed crawls count. One whose lists ended within the window saw the days
    since then (``seen_since``), and no earlier ones.
    """
    query = select(RunOutlet.outlet, RunOutlet.since, RunOutlet.started_at, RunOutlet.measures)
    if outlets is not None:
        query = query.where(RunOutlet.outlet.in_(outlets))
    rows = session.execute(query.where(RunOutlet.status == "completed").order_by(RunOutlet.outlet)).all()
    for outlet, crawls in groupby(rows, key=itemgetter(0)):
        for first, last in merged(_window(*crawl) for _, *crawl in crawls):
            yield outlet, first, last


def _window(since: datetime | None, started_at: datetime, measures: dict[str, object] | None) -> Span:
    seen = (measures or {}).get("seen_since")
    begin = datetime.fromisoformat(str(seen)) if seen else since or started_at
    return begin.astimezone(JAKARTA).date(), started_at.astimezone(JAKARTA).date()


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch each other as one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def days_inside(spans: Iterable[Span], first: date, last: date) -> int:
    """Number of days from ``first`` to ``last`` that lie in one of these merged spans."""
    return sum(max(0, (min(end, last) - max(begin, first)).days + 1) for begin, end in spans)
