"""What was looked at: the nights of every outlet, with the days on which nothing was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RunOutlet
from storage.signatures import JAKARTA

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

    ``status`` is ``completed`` if one was, else what the last came to; ``None`` on a day without a crawl. ``counts``
    has the keys of ``COUNTERS``.
    """

    outlet: str
    day: date
    status: str | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))

    @property
    def crawled(self) -> bool:
        """Whether a crawl was completed."""
        return self.status == "completed"


def coverage(session: Session, outlets: tuple[str, ...] = ()) -> Iterator[Day]:
    """Every day of every outlet (or those named) from its first night to its last, by outlet and day."""
    query = select(RunOutlet.outlet, RunOutlet.started_at, RunOutlet.status, RunOutlet.counts)
    if outlets:
        query = query.where(RunOutlet.outlet.in_(outlets))
    query = query.order_by(RunOutlet.outlet, RunOutlet.started_at, RunOutlet.run_id)
    rows = session.execute(query, execution_options={"yield_per": 1_000})
    nights = groupby(rows, key=lambda row: (row.outlet, row.started_at.astimezone(JAKARTA).date()))
    last: Day | None = None
    for (outlet, day), crawls in nights:
        if last is not None and last.outlet == outlet:
            for missed in range(1, (day - last.day).days):
                yield Day(outlet, last.day + timedelta(days=missed))
        last = _night(outlet, day, crawls)
        yield last


def _night(outlet: str, day: date, crawls: Iterator[Any]) -> Day:
    night = Day(outlet, day)
    for crawl in crawls:
        if not night.crawled:
            night.status = crawl.status
        for name, counter in COUNTERS.items():
            night.counts[name] += crawl.counts.get(counter, 0)
    return night
