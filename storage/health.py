"""One verdict per outlet: does it give what it used to give, and must a person look at it?

A night is a day (Asia/Jakarta) on which a crawl of the outlet was completed; several crawls of one day are one night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.archive import Archive
from storage.models import Article, RunOutlet
from storage.signatures import JAKARTA

Verdict = Literal["ok", "quiet", "silent", "failing", "blocked", "new", "paused"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

SILENT_NIGHTS = 3
"""So many completed nights in a row without a new article, and an outlet that had some before is silent."""

SILENT_DAYS = 7
"""So many days without a new article, and any outlet is silent: no run at all, or a source that never gave one."""

_HISTORY = 60


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """An outlet to judge; ``paused`` is why it is switched off, if it is."""

    name: str
    title: str
    paused: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """How it stands with an outlet.

    ``verdict``: ``ok`` (new articles last night); ``quiet`` (none last night, as happens); ``silent``, ``failing``,
    ``blocked``; ``new`` (no completed run yet); ``paused``. ``reason`` is one line. ``last_run`` is when its last crawl
    began, whatever became of it; ``last_article_at`` when the archive last got a relevant article of it;
    ``new_last_run`` and ``new_7_days`` count new relevant articles of the last completed crawl and of the last seven
    days.
    """

    outlet: str
    verdict: Verdict
    reason: str
    last_run: datetime | None
    last_article_at: datetime | None
    new_last_run: int
    new_7_days: int


def verdicts(archive: Archive, *, outlets: Sequence[OutletFacts], now: datetime) -> list[Health]:
    """The verdict on each of the outlets, in their order."""
    with archive.reading() as session:
        return [_judge(session, outlet, now) for outlet in outlets]


def needs_person(verdict: Verdict) -> bool:
    """Whether somebody must look: the outlet will not come back by itself."""
    return verdict in {"silent", "failing", "blocked"}


def _judge(session: Session, outlet: OutletFacts, now: datetime) -> Health:
    crawls = session.scalars(
        select(RunOutlet)
        .where(RunOutlet.outlet == outlet.name, RunOutlet.started_at <= now)
        .order_by(RunOutlet.started_at.desc(), RunOutlet.run_id.desc())
        .limit(_HISTORY)
    ).all()
    last_article_at = session.scalars(
        select(func.max(Article.first_seen_at)).where(Article.outlet == outlet.name, Article.relevant.is_(True))
    ).one()
    completed = [crawl for crawl in crawls if crawl.status == "completed"]
    verdict, reason = _verdict(outlet, crawls, completed, last_article_at, now)
    week = now - timedelta(days=7)
    return Health(
        outlet=outlet.name,
        verdict=verdict,
        reason=reason,
        last_run=crawls[0].started_at if crawls else None,
        last_article_at=last_article_at,
        new_last_run=_new(completed[:1]),
        new_7_days=_new([crawl for crawl in crawls if crawl.started_at > week]),
    )


def _verdict(
    outlet: OutletFacts,
    crawls: Sequence[RunOutlet],
    completed: Sequence[RunOutlet],
    last_article_at: datetime | None,
    now: datetime,
) -> tuple[Verdict, str]:
    """``crawls`` and those of them that were ``completed``, newest first."""
    if outlet.paused is not None:
        return "paused", outlet.paused
    ended = [crawl for crawl in crawls if crawl.status not in {"running", "interrupted", "skipped"}]
    if ended and ended[0].status == "blocked":
        return "blocked", _why(ended, "the site answers with challenge or block pages")
    if ended and ended[0].status != "completed":
        return "failing", _why(ended, "the last crawl failed")
    if not completed:
        return "new", _not_yet(crawls)

    nights: dict[date, int] = {}
    for crawl in completed:
        night = crawl.started_at.astimezone(JAKARTA).date()
        nights[night] = nights.get(night, 0) + _new([crawl])
    found = list(nights.values())
    last_night = max(nights)
    silent_since = last_article_at or completed[-1].started_at
    if now - silent_since >= timedelta(days=SILENT_DAYS):
        days = (now - silent_since).days
        return "silent", f"no new article for {days} days{_remarks(completed[0])}"
    if found[0]:
        return "ok", f"{found[0]} new in the night of {last_night}{_remarks(completed[0])}"
    nothing = next((count for count, new in enumerate(found) if new), len(found))
    if nothing >= SILENT_NIGHTS and last_article_at is not None:
        return "silent", f"no new article in the last {nothing} nights{_remarks(completed[0])}"
    return "quiet", f"nothing new in the night of {last_night}{_remarks(completed[0])}"


def _not_yet(crawls: Sequence[RunOutlet]) -> str:
    if not crawls:
        return "not crawled yet"
    return f"not crawled to the end yet ({crawls[0].status}{f': {crawls[0].reason}' if crawls[0].reason else ''})"


def _why(ended: Sequence[RunOutlet], otherwise: str) -> str:
    status = ended[0].status
    nights = next((count for count, crawl in enumerate(ended) if crawl.status != status), len(ended))
    reason = ended[0].reason or otherwise
    return reason if nights == 1 else f"{reason} ({nights} crawls in a row)"


def _remarks(crawl: RunOutlet) -> str:
    """What the crawl found wanting: a dead source, a missing element; a redesigned site or one with nothing to say."""
    remarks = f"; {crawl.reason}" if crawl.reason else ""
    if crawl.counts.get("source_pages") and not crawl.counts.get("discovered"):
        remarks += "; its source pages announce no article: has the site been redesigned?"
    return remarks


def _new(crawls: Sequence[RunOutlet]) -> int:
    return sum(crawl.counts.get("articles", 0) for crawl in crawls)
