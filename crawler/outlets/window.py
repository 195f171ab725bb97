"""The time a crawl looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.calendar import JAKARTA


@dataclass(frozen=True, slots=True)
class Window:
    """From ``since`` (inclusive) to ``until`` (exclusive; ``None`` is now and later), aware datetimes."""

    since: datetime
    until: datetime | None = None

    def holds(self, moment: datetime | None) -> bool:
        """True when it lies inside; an unknown moment might, so it does."""
        return moment is None or not (self.before(moment) or self.after(moment))

    def before(self, moment: datetime) -> bool:
        """True when it lies before the window."""
        return moment < self.since

    def after(self, moment: datetime) -> bool:
        """True when it lies after the window."""
        return self.until is not None and moment >= self.until

    def is_past(self, now: datetime) -> bool:
        """True when it has ended: nothing new can be published in it, and reading it may take several nights."""
        return self.until is not None and self.until <= now

    def joined(self, other: Window) -> Window:
        """The window that holds both."""
        open_end = self.until is None or other.until is None
        until = None if open_end else max(filter(None, (self.until, other.until)))
        return Window(min(self.since, other.since), until)

    def first_day(self) -> date:
        """First day of the window, in Jakarta."""
        return self.since.astimezone(JAKARTA).date()

    def last_day(self, now: datetime) -> date:
        """Last day of the window, in Jakarta; not later than ``now``."""
        end = now if self.until is None else min(self.until - timedelta(microseconds=1), now)
        return max(end, self.since).astimezone(JAKARTA).date()

    def months(self, now: datetime) -> Iterator[date]:
        """First day of each month that the window touches, newest first."""
        month = self.last_day(now).replace(day=1)
        while month >= self.first_day().replace(day=1):
            yield month
            month = (month - timedelta(days=1)).replace(day=1)

    def days(self, now: datetime) -> Iterator[date]:
        """Each day of the window, newest first."""
        day = self.last_day(now)
        while day >= self.first_day():
            yield day
            day -= timedelta(days=1)
