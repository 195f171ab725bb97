"""The night on one page: one HTML file that needs nothing else, for whoever looks at it over breakfast.

No script, and a content security policy that would allow none; charts are pictures within the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.events.selection import presentable
from storage.events.summaries import EventSummary, summary
from storage.exit_codes import CRASH, NO_OUTLET
from storage.health.alerts import Alert
from storage.health.machine import Room
from storage.health.report_charts import Chart, charts
from storage.health.verdict import Health
from storage.models import Article, Event, Run, RunOutlet

EVENTS = 10
"""Events that are shown of a night."""

DAYS = 28
"""Days that the plots look back on."""

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """Content of the page. ``run`` is ``None`` while there was none; ``events`` are those with new reports."""

    run: Run | None
    rows: Sequence[RunOutlet] = ()
    healths: Sequence[Health] = ()
    house: Sequence[Alert] = ()
    room: Room | None = None
    events: Sequence[tuple[EventSummary, int]] = ()
    articles_new: int = 0
    events_new: int = 0
    charts: Sequence[Chart] = ()
    runs: Sequence[Run] = field(default_factory=tuple)
    made_at: datetime

    @property
    def troubled(self) -> list[Health]:
        """Outlets that need a person."""
        return [health for health in self.healths if health.needs_person]

    @property
    def acknowledged(self) -> list[Health]:
        """Outlets with a trouble that the operator has said to know."""
        return [health for health in self.healths if health.acknowledged]

    @property
    def recovered(self) -> list[Health]:
        """Outlets that needed one the night before."""
        return [health for health in self.healths if health.recovered]

    @property
    def verdict(self) -> str:
        """The night in a line."""
        urgent = [alert for alert in self.house if alert.person]
        if self.run is None:
            return "No night yet"
        if self.run.status == "crashed" or self.run.exit_code == CRASH:
            return "The night broke off"
        if self.run.exit_code == NO_OUTLET:
            return "No outlet could be reached"
        if self.troubled or urgent:
            parts = [_counted(len(self.troubled), "outlet")] if self.troubled else []
            parts += [_counted(len(urgent), "matter of the machine")] if urgent else []
            verb = "needs" if len(self.troubled) + len(urgent) == 1 else "need"
            return f"{' and '.join(parts)} {verb} a person"
        return "The night was interrupted" if self.run.status == "interrupted" else "All is well"

    @property
    def well(self) -> bool:
        """True if nobody needs to look."""
        return self.run is None or self.verdict == "All is well"


def report(
    archive: Archive,
    run: Run | None,
    *,
    healths: Sequence[Health],
    house: Sequence[Alert],
    room: Room | None,
    now: datetime,
) -> NightReport:
    """Report on a run; the verdicts are handed in, as of the end of that run."""
    if run is None:
        return NightReport(run=None, healths=healths, house=house, room=room, made_at=now)
    until = run.ended_at or now
    with archive.reading() as session:
        fresh = Counter(
            session.scalars(
                select(Article.event_id).where(
                    presentable(), Article.first_seen_at >= run.started_at, Article.first_seen_at <= until
                )
            )
        )
        largest = _largest(session, [event_id for event_id in fresh if event_id is not None])
        return NightReport(
            run=run,
            rows=archive.run_outlets(run.run_id),
            healths=healths,
            house=house,
            room=room,
            events=[(event, fresh[event.event_id]) for event in largest],
            articles_new=sum(fresh.values()),
            events_new=_founded(session, run, until),
            charts=charts(*_by_day(session, until.astimezone(JAKARTA).date())),
            runs=archive.runs(7),
            made_at=now,
        )


def html(page: NightReport) -> str:
    """The page. Text from the web is escaped; addresses other than http(s) become no links."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": _moment, "link": _link}
    return environment.get_template("report.html").render(page=page)


def _largest(session: Session, events: Sequence[str]) -> list[EventSummary]:
    found = [event for event_id in events if (event := summary(session, event_id)) is not None]
    return sorted(found, key=lambda event: (-event.articles, -event.outlets, event.event_id))[:EVENTS]


def _founded(session: Session, run: Run, until: datetime) -> int:
    # events are grouped at the end of a night, within its time
    query = select(func.count()).select_from(Event)
    return session.scalar(query.where(Event.founded_at >= run.started_at, Event.founded_at <= until)) or 0


def _by_day(session: Session, last: date) -> tuple[list[tuple[date, str, int]], list[tuple[date, int]]]:
    """Relevant articles by day of publication and region, and events by day of their first report."""
    first = datetime(last.year, last.month, last.day, tzinfo=JAKARTA) - timedelta(days=DAYS - 1)
    rows = session.execute(
        select(Article.published_at, Article.region, Article.event_id)
        .where(presentable(), Article.published_at >= first, Article.published_at < first + timedelta(days=DAYS))
        .order_by(Article.published_at)
    )
    articles: Counter[tuple[date, str]] = Counter()
    began: dict[str, date] = {}
    for published, region, event_id in rows:
        assert published is not None  # the window says so
        day = published.astimezone(JAKARTA).date()
        articles[day, region or "unknown"] += 1
        if event_id is not None:
            began.setdefault(event_id, day)
    days = [first.date() + timedelta(days=number) for number in range(DAYS)]
    events = Counter(began.values())
    return [(day, region, count) for (day, region), count in articles.items()], [(day, events[day]) for day in days]


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(JAKARTA):%-d %b %Y, %H:%M} WIB" if moment else "never"


def _link(url: str) -> str | None:
    return url if url.startswith(("https://", "http://")) else None


def _counted(number: int, what: str) -> str:
    if number == 1:
        return f"1 {what}"
    return f"{number} {what.replace('matter', 'matters') if 'matter' in what else what + 's'}"
