"""Outlets of an event's region that did not report it, and of which it is known that they were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.browse.looked import days_inside, looked_at
from storage.calendar import JAKARTA
from storage.events.summaries import EventSummary
from storage.models import Outlet

AFTER = timedelta(days=1)
"""An outlet may report a day later than the first."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Outlets without a report of the event, as (name, title).

    ``silent`` were crawled for every day from the first report to the day after; of those that were not crawled for all
    of them (``unlooked``) nothing is known.
    """

    first: date | None
    last: date | None
    silent: tuple[tuple[str, str], ...]
    unlooked: tuple[tuple[str, str], ...]


def silence(session: Session, event: EventSummary) -> Silence:
    """Outlets of the event's kabupaten or kota and of the province itself; of a province, all in it."""
    if event.region_code is None or event.first_published_at is None:
        return Silence(None, None, (), ())
    first = event.first_published_at.astimezone(JAKARTA).date()
    last = first + AFTER
    there = [Outlet.region_code == event.region_code, Outlet.region_code == event.region_code[:2]]
    if len(event.region_code) == 2:
        there.append(Outlet.region_code.startswith(f"{event.region_code}."))
    query = select(Outlet.name, Outlet.title).where(or_(*there), Outlet.name.not_in(event.outlet_names))
    outlets = [(name, title) for name, title in session.execute(query.order_by(Outlet.title, Outlet.name))]
    spans: dict[str, list[tuple[date, date]]] = {}
    for name, begin, end in looked_at(session, [name for name, _ in outlets]):
        spans.setdefault(name, []).append((begin, end))
    days = (last - first).days + 1
    looked = [days_inside(spans.get(name, ()), first, last) == days for name, _ in outlets]
    return Silence(
        first,
        last,
        tuple(one for one, seen in zip(outlets, looked, strict=True) if seen),
        tuple(one for one, seen in zip(outlets, looked, strict=True) if not seen),
    )
