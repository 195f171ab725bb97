"""Coverage: the nights of every outlet, with the days without a crawl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.calendar import JAKARTA
from storage.models import RunOutlet

COUNTERS = {
    "discovered": "discovered",
    "fetched": "fetched",
    "relevant": "articles",
    "withheld": "withheld",
    "failed": "failed",
    "blocked": "blocked",
}
"""Fields of a day, and the counters of ``RunOutlet.counts`` they are summed from."""


@dataclass(slots=True)
class Day:
    """One outlet on one day (Asia/Jakarta): the crawls that began on it, together.

    ``status`` is ``completed`` if one was, else what the last came to; ``None`` on a day without a crawl. ``reason`` is
    why it was skipped, if it was. ``counts`` has the keys of ``COUNTERS``.
    """

    outlet: str
    day: date
    status: str | None = None
    reason: str | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))

    @property
    def crawled(self) -> bool:
        """True if a crawl was completed."""
        return self.status == "completed"


def coverage(session: Session, outlets: Iterable[str] | None = None) -> Iterator[Day]:
    """Every day of every outlet (or those named) from its first night to the archive's last, by outlet and day.

    An outlet that is crawled no more goes on with days without a crawl: its silence is not that of the press.
    """
    latest = session.scalar(select(func.max(RunOutlet.started_at)))
    if latest is None:
        return
    end = latest.astimezone(JAKARTA).date()
    query = select(RunOutlet.outlet, RunOutlet.started_at, RunOutlet.status, RunOutlet.reason, RunOutlet.counts)
    if outlets is not None:
        query = query.where(RunOutlet.outlet.in_(outlets))
    query = query.order_by(RunOutlet.outlet, RunOutlet.started_at, RunOutlet.run_id)
    rows = session.execute(query, execution_options={"yield_per": 1_000})
    for outlet, crawls in groupby(rows, key=lambda row: row.outlet):
        due: date | None = None
        for day, night in groupby(crawls, key=lambda row: row.started_at.astimezone(JAKARTA).date()):
            yield from _missed(outlet, due or day, day)
            yield _night(outlet, day, night)
            due = day + timedelta(days=1)
        if due is not None:
            yield from _missed(outlet, due, end + timedelta(days=1))


def nights(session: Session) -> dict[str, tuple[date, date]]:
    """Days of the first and the last crawl of every outlet that was ever crawled."""
    query = select(RunOutlet.outlet, func.min(RunOutlet.started_at), func.max(RunOutlet.started_at))
    return {
        outlet: (first.astimezone(JAKARTA).date(), last.astimezone(JAKARTA).date())
        for outlet, first, last in session.execute(query.group_by(RunOutlet.outlet))
    }


def looked_back(session: Session) -> dict[str, date]:
    """The first day of publication from which on a completed crawl of each outlet really saw it.

    It is the beginning of the crawl's window, or where the outlet's lists ended after it.
    """
    query = select(RunOutlet.outlet, RunOutlet.since, RunOutlet.measures).where(RunOutlet.status == "completed")
    first: dict[str, date] = {}
    for outlet, since, measures in session.execute(query):
        seen = (measures or {}).get("seen_since")
        moment = datetime.fromisoformat(seen) if seen else since
        if moment is not None:
            day = moment.astimezone(JAKARTA).date()
            first[outlet] = min(day, first.get(outlet, day))
    return first


def _missed(outlet: str, first: date, end: date) -> Iterator[Day]:
    """Days without a crawl, from ``first`` to before ``end``."""
    for ahead in range((end - first).days):
        yield Day(outlet, first + timedelta(days=ahead))


def _night(outlet: str, day: date, crawls: Iterator[Any]) -> Day:
    night = Day(outlet, day)
    for crawl in crawls:
        if not night.crawled:
            night.status = crawl.status
            night.reason = crawl.reason if crawl.status == "skipped" else None
        for name, counter in COUNTERS.items():
            night.counts[name] += crawl.counts.get(counter, 0)
    return night
