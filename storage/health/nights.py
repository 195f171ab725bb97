"""The nights of an outlet, as its rows of the run table tell them.

A night is a day (Asia/Jakarta) on which a crawl of the outlet began; several crawls of one day are one night. A crawl
that looked far back on purpose is no night: what it found says nothing about what an outlet usually gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from storage.calendar import JAKARTA
from storage.models import RunOutlet

LONGEST_GAP = 14
"""Days since the last completed night that are counted; what was published before has left most feeds."""

_BACKFILL = timedelta(days=7)
"""A window that begins so long before the last completed crawl was chosen by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """Result of one outlet in one night.

    ``status`` and ``reason`` are those of the last crawl that was completed, else of the last. ``days`` is how many
    days the night covers: those since the last completed one, 0 when there was none. ``counts`` are the counters of
    the crawls, summed; ``words`` is the median length of the texts read, ``newest`` the latest publication among them,
    ``canary`` what was read otherwise of a captured page, if anything was.
    """

    outlet: str
    day: date
    status: str = "completed"
    reason: str | None = None
    days: int = 1
    began: datetime | None = None
    seconds: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)
    words: float | None = None
    newest: datetime | None = None
    canary: str | None = None
    unseen: str | None = None
    """Days of the window of which no list told, in words; ``None`` where there are none."""

    @property
    def completed(self) -> bool:
        """True if a crawl came to its end."""
        return self.status == "completed"

    @property
    def found(self) -> int:
        """Articles that nobody had seen before, on whatever topic: the pulse of an outlet."""
        return self.counts.get("new", self.counts.get("articles", 0))

    def count(self, name: str) -> int:
        """A counter; 0 where nothing was counted."""
        return self.counts.get(name, 0)


def nights_of(rows: Iterable[RunOutlet]) -> list[Night]:
    """The nights of one outlet, oldest first, from its rows in order of ``started_at``, less skipped and open ones."""
    nights: list[Night] = []
    last: datetime | None = None
    usual = []
    for row in rows:
        if row.status in ("running", "skipped"):
            continue
        if not _is_backfill(row, last):
            usual.append((row, last))
        if row.status == "completed":
            last = row.started_at if last is None else max(last, row.started_at)
    for day, crawls in groupby(usual, key=lambda pair: pair[0].started_at.astimezone(JAKARTA).date()):
        pairs = list(crawls)
        before = pairs[0][1]
        nights.append(_night(day, [row for row, _ in pairs], before))
    return nights


def _night(day: date, rows: Sequence[RunOutlet], before: datetime | None) -> Night:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts or {})
    chosen = next((row for row in reversed(rows) if row.status == "completed"), rows[-1])
    telling = max(rows, key=lambda row: (row.counts or {}).get("extracted", 0))
    newest = [moment for row in rows if (moment := _moment((row.measures or {}).get("newest_published")))]
    gap = (day - before.astimezone(JAKARTA).date()).days if before else 0
    return Night(
        outlet=rows[0].outlet,
        day=day,
        status=chosen.status,
        reason=chosen.reason,
        days=min(gap, LONGEST_GAP),
        began=rows[0].started_at,
        seconds=sum(row.seconds or 0.0 for row in rows),
        counts=dict(counts),
        words=(telling.measures or {}).get("words_median"),
        newest=max(newest, default=None),
        unseen=(chosen.measures or {}).get("unseen"),
        canary=next((told for row in rows if (told := (row.measures or {}).get("canary"))), None),
    )


def _is_backfill(row: RunOutlet, last: datetime | None) -> bool:
    if row.until is not None and row.until < row.started_at - timedelta(days=1):
        return True
    return last is not None and row.since is not None and row.since < last - _BACKFILL


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
