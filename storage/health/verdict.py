"""One verdict per outlet: does it give what it used to give, and must a person look at it?

The verdict is that of its last night, judged by the nights before it (``storage.health.watch``,
``storage.health.rules``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.health.alerts import Alert as Alert
from storage.health.alerts import Verdict as Verdict
from storage.health.baseline import NIGHTS
from storage.health.expectations import Expectation
from storage.health.nights import Night, nights_of
from storage.health.watch import Judged, walk
from storage.models import Article, RunOutlet
from storage.records.outlet_orders import Orders, in_force

HISTORY = timedelta(days=150)
"""Period of nights that is walked: the usual after it no longer depends on where the walk began."""

UNATTENDED = timedelta(days=7)
"""An outlet that was not crawled for so long is failing, whatever its last night was like."""


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """An outlet to judge; ``paused`` is why it is switched off, if it is, ``expectation`` what is declared of it."""

    name: str
    title: str
    paused: str | None
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Health of an outlet.

    ``verdict``: ``ok`` (new articles last night); ``quiet`` (none last night, as happens); ``silent`` (none for longer
    than chance explains); ``failing``; ``blocked``; ``changed`` (other articles, or other numbers of them, than
    before); ``new`` (no completed run yet); ``paused``. ``reason`` is one line, ``alerts`` are what is wrong with the
    last night, ``since`` is the first night of it. ``recovered`` is what was wrong with the night before and is no
    more. ``last_run`` is when its last crawl began, whatever became of it; ``last_article_at`` when the archive last
    got a relevant article of it; ``new_last_run`` and ``new_7_days`` count new relevant articles of the last completed
    crawl and of the last seven days. ``nights`` are the last ``storage.health.baseline.NIGHTS`` nights, oldest first.
    """

    outlet: str
    verdict: Verdict
    reason: str
    last_run: datetime | None = None
    last_article_at: datetime | None = None
    new_last_run: int = 0
    new_7_days: int = 0
    alerts: tuple[Alert, ...] = ()
    since: date | None = None
    recovered: str | None = None
    nights: tuple[Judged, ...] = ()
    orders: str | None = None
    """Standing orders of the operator about it, in a line."""

    acknowledged: bool = False
    """True if what is wrong is known, and the operator has said so: it alarms nobody until it changes."""

    @property
    def needs_person(self) -> bool:
        """True if somebody must look: it will not come back by itself, and nobody has said that this is known."""
        return needs_person(self.verdict) and not self.acknowledged

    @property
    def untried(self) -> bool:
        """True if nobody has crawled it: there is nothing to say but its name."""
        return self.verdict == "new" and self.last_run is None

    @property
    def advice(self) -> str | None:
        """Advice, where a person is needed."""
        return next((alert.advice for alert in self.alerts if alert.person), None)


def verdicts(archive: Archive, *, outlets: Sequence[OutletFacts], now: datetime) -> list[Health]:
    """The verdict on each of the outlets, in their order."""
    orders = in_force(archive, now)
    outlets = [replace(outlet, paused=outlet.paused or orders.paused(outlet.name)) for outlet in outlets]
    with archive.reading() as session:
        rows = {outlet.name: _rows(session, outlet.name, now) for outlet in outlets}
        newest = select(Article.outlet, func.max(Article.first_seen_at)).where(
            Article.relevant.is_(True), Article.outlet.in_([outlet.name for outlet in outlets])
        )
        articles = {row[0]: row[1] for row in session.execute(newest.group_by(Article.outlet))}
    declared = {outlet.name: outlet.expectation for outlet in outlets if outlet.expectation is not None}
    judged = walk({name: nights_of(crawls) for name, crawls in rows.items()}, declared)
    healths = [
        _health(outlet, rows[outlet.name], judged[outlet.name], articles.get(outlet.name), now) for outlet in outlets
    ]
    return [ordered(health, orders) for health in healths]


def ordered(health: Health, orders: Orders) -> Health:
    """The health with the standing orders about the outlet.

    An acknowledgement holds for the trouble that was there when it was given: of the same rules, and without a day
    in between on which the outlet was well.
    """
    order = orders.get(health.outlet, "acknowledge")
    known = False
    if order is not None and needs_person(health.verdict):
        same = urgent_rules(health) <= set(order.detail.get("rules", ()))
        known = same and (health.since is None or health.since <= order.ordered_at.astimezone(JAKARTA).date())
    return replace(health, orders=orders.told(health.outlet), acknowledged=known)


def urgent_rules(health: Health) -> set[str]:
    """Rules of the alerts for which somebody must look."""
    return {alert.rule for alert in health.alerts if alert.person}


def needs_person(verdict: Verdict) -> bool:
    """True if somebody must look: the outlet will not come back by itself."""
    return verdict in {"silent", "failing", "blocked", "changed"}


def _rows(session: Session, outlet: str, now: datetime) -> Sequence[RunOutlet]:
    """The crawls of an outlet, oldest first."""
    return session.scalars(
        select(RunOutlet)
        .where(RunOutlet.outlet == outlet, RunOutlet.started_at <= now, RunOutlet.started_at > now - HISTORY)
        .order_by(RunOutlet.started_at, RunOutlet.run_id)
    ).all()


def _health(
    outlet: OutletFacts,
    crawls: Sequence[RunOutlet],
    judged: Sequence[Judged],
    last_article_at: datetime | None,
    now: datetime,
) -> Health:
    completed = [crawl for crawl in crawls if crawl.status == "completed"]
    week = now - timedelta(days=7)
    last = judged[-1] if judged else None
    verdict, reason, alerts = _verdict(outlet, crawls, judged, now)
    return Health(
        outlet=outlet.name,
        verdict=verdict,
        reason=reason,
        last_run=crawls[-1].started_at if crawls else None,
        last_article_at=last_article_at,
        new_last_run=_articles(completed[-1:]),
        new_7_days=_articles([crawl for crawl in crawls if crawl.started_at > week]),
        alerts=alerts,
        since=last.since.day if last is not None and last.since is not None and needs_person(verdict) else None,
        recovered=_recovered(judged) if not needs_person(verdict) and outlet.paused is None else None,
        nights=tuple(judged[-NIGHTS:]),
    )


def _verdict(
    outlet: OutletFacts, crawls: Sequence[RunOutlet], judged: Sequence[Judged], now: datetime
) -> tuple[Verdict, str, tuple[Alert, ...]]:
    if outlet.paused is not None:
        return "paused", outlet.paused, ()
    last = judged[-1] if judged else None
    alerts = last.alerts if last is not None else ()
    urgent = [alert for alert in alerts if alert.person]
    if urgent:
        return urgent[0].verdict, "; ".join(alert.message for alert in urgent), alerts
    done = [one.night for one in judged if one.night.completed]
    if not done:
        return "new", _not_yet(crawls), alerts
    if (unattended := _unattended(crawls[-1], now)) is not None:
        return "failing", unattended.message, (unattended, *alerts)
    # what the crawl itself found wanting: a dead source, a missing element
    notes = f"; {done[-1].reason}" if done[-1].reason else ""
    notes += "".join(f"; {alert.message}" for alert in alerts)
    return ("ok" if done[-1].found else "quiet"), _found(done[-1]) + notes, alerts


def _unattended(crawl: RunOutlet, now: datetime) -> Alert | None:
    if now - crawl.started_at < UNATTENDED:
        return None
    return Alert(
        "unattended",
        "failing",
        f"not crawled for {(now - crawl.started_at).days} days",
        "See that the nightly job runs (`scrapy runs`), and that its --outlets include this one.",
    )


def _found(night: Night) -> str:
    if not night.found:
        return f"nothing new in the night of {night.day}"
    articles = night.count("articles")
    relevant = f", {articles} of them relevant" if articles != night.found else ""
    return f"{night.found} new in the night of {night.day}{relevant}"


def _not_yet(crawls: Sequence[RunOutlet]) -> str:
    if not crawls:
        return "not crawled yet"
    last = crawls[-1]
    return f"not crawled to the end yet ({last.status}{f': {last.reason}' if last.reason else ''})"


def _recovered(judged: Sequence[Judged]) -> str | None:
    if len(judged) < 2 or not judged[-2].needs_person:
        return None
    before = judged[-2]
    alert = next(alert for alert in before.alerts if alert.person)
    since = before.since.day if before.since is not None else before.night.day
    return f"{alert.verdict} since {since}: {alert.message}"


def _articles(crawls: Sequence[RunOutlet]) -> int:
    return sum((crawl.counts or {}).get("articles", 0) for crawl in crawls)


def unimportable(name: str, why: str) -> Health:
    """The verdict on an outlet whose module cannot be imported."""
    message = f"its module cannot be imported: {why}"
    alert = Alert("broken", "failing", message, "Correct the module; `make test` names the line.")
    return Health(name, "failing", message, alerts=(alert,))
