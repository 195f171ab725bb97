"""The runs, and what each did at each outlet.

Every address that an outlet announced, or that an earlier night left over, ends a crawl in exactly one fate, and the
counts of the outlet's row add up at any moment:

    discovered = known + not_in_window                           (nothing to do)
               + article + duplicate + off_topic + not_indonesian + empty + outside + quarantined + gone    (answered)
               + robots + blocked + failed                       (asked for, or not to be asked for, in vain)
               + queued                                          (left for a later night)

``known`` were dealt with on an earlier night, or are not due yet; the others are the states of ``storage.models.
Sighting``. Of the discovered, ``new`` were never seen before, ``carried_over`` came from an earlier night and
``retried`` had failed there; of the failed and blocked, ``given_up`` are not tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, text, update
from sqlalchemy.orm import Session

from storage.db.dialects import cleaned, upsert
from storage.db.sessions import Sessions
from storage.exceptions import ArchiveError
from storage.models import Article, Capture, Run, RunOutlet, Sighting

FATES = (
    "known", "not_in_window", "article", "duplicate", "off_topic", "not_indonesian", "empty", "outside", "quarantined",
    "gone", "robots", "blocked", "failed", "queued",
)  # fmt: skip
"""Fates of an address in a crawl, in the order in which they are shown."""


ENGINE = "KLIPING_ENGINE"
"""Among the settings of a run: what handed its outlets to many workers; it is missing where one process did all."""


def balance(counts: Mapping[str, int]) -> int:
    """Discovered addresses less those with a fate: 0, or something was lost or counted twice."""
    return counts.get("discovered", 0) - sum(counts.get(fate, 0) for fate in FATES)


class RunTable(Sessions):
    """The part of the archive that knows the runs."""

    def check(self) -> None:
        """Raises :class:`~storage.exceptions.ArchiveError` when the file of a SQLite database is damaged."""
        with self.reading() as session:
            if session.get_bind().dialect.name != "sqlite":
                return
            found = session.scalar(text("PRAGMA quick_check(1)"))
        if found != "ok":
            raise ArchiveError(f"the database is damaged ({found}): restore a backup, or `scrapy reextract --apply`")

    def start_run(self, *, run_id: str, command: str, started_at: datetime, settings: dict[str, Any]) -> None:
        """Enters a run as ``running``; as the first write of a night it proves that the database can be written."""
        run = Run(
            run_id=run_id,
            command=cleaned(command),
            started_at=started_at,
            status="running",
            settings=cleaned(settings),
        )
        with self.writing(run_id) as session:
            session.add(run)

    def finish_run(self, run_id: str, *, ended_at: datetime, seconds: float, status: str, exit_code: int) -> None:
        """Closes a run. ``seconds`` comes from a monotonic clock."""
        changes = {"ended_at": ended_at, "seconds": seconds, "status": status, "exit_code": exit_code}
        with self.writing(run_id) as session:
            session.execute(update(Run).where(Run.run_id == run_id).values(changes))

    def start_outlet(
        self, run_id: str, outlet: str, *, since: datetime | None, until: datetime | None, started_at: datetime
    ) -> None:
        """Enters an outlet of a run as ``running``; the run must be known."""
        row = {
            "run_id": run_id,
            "outlet": outlet,
            "status": "running",
            "since": since,
            "until": until,
            "started_at": started_at,
        }
        with self.writing(run_id) as session:
            upsert(session, RunOutlet, row)

    def finish_outlet(
        self,
        run_id: str,
        outlet: str,
        *,
        status: str,
        reason: str | None,
        ended_at: datetime,
        seconds: float | None,
        counts: dict[str, int],
        measures: Mapping[str, Any] | None = None,
    ) -> None:
        """Closes an outlet of a run; one that was skipped need not have been started."""
        row = {
            "run_id": run_id,
            "outlet": outlet,
            "status": status,
            "reason": reason,
            "started_at": ended_at,
            "ended_at": ended_at,
            "seconds": seconds,
            "counts": counts,
            "measures": dict(measures or {}),
        }
        with self.writing(run_id) as session:
            upsert(session, RunOutlet, row, keep=["started_at"])

    def mark_crashed(self, now: datetime) -> list[str]:
        """Closes what a killed process left ``running`` and returns the ids of those runs.

        The caller holds the lock of the data folder, so nothing is really running. Runs become ``crashed``, their open
        outlets ``interrupted``. A run of many workers goes on whatever becomes of one data folder, and is left alone.
        """
        with self.writing() as session:
            running = session.scalars(select(Run).where(Run.status == "running").order_by(Run.run_id))
            crashed = [run.run_id for run in running if not run.settings.get(ENGINE)]
            session.execute(update(Run).where(Run.run_id.in_(crashed)).values(status="crashed", ended_at=now))
            session.execute(
                update(RunOutlet)
                .where(RunOutlet.run_id.in_(crashed), RunOutlet.status == "running")
                .values(status="interrupted", reason="the process ended without a word", ended_at=now)
            )
        return crashed

    def account_for_crashed(self) -> None:
        """Gives the crawls that ended without a word the counts that the archive can tell of them.

        To be called when the pages that they left have been read. What they would have counted besides is not known.
        """
        of_crashed = select(RunOutlet).join(Run, Run.run_id == RunOutlet.run_id).where(Run.status == "crashed")
        with self.writing() as session:
            for row in session.scalars(of_crashed):
                if not row.counts and row.ended_at is not None:
                    row.counts = _told(session, row.outlet, row.started_at, row.ended_at)

    def shared_runs(self) -> list[Run]:
        """The runs of many workers that are not closed, oldest first."""
        running = self.select_all(select(Run).where(Run.status == "running").order_by(Run.started_at, Run.run_id))
        return [run for run in running if run.settings.get(ENGINE)]

    def run_outlet(self, run_id: str, outlet: str) -> RunOutlet | None:
        """Row of an outlet in a run; ``None`` before it was begun."""
        with self.reading() as session:
            return session.get(RunOutlet, (run_id, outlet))

    def last_completed(self, outlet: str) -> RunOutlet | None:
        """The completed crawl that covers the outlet furthest: a later crawl of old days does not set it back."""
        covered = case((RunOutlet.until < RunOutlet.started_at, RunOutlet.until), else_=RunOutlet.started_at)
        query = (
            select(RunOutlet)
            .where(RunOutlet.outlet == outlet, RunOutlet.status == "completed")
            .order_by(covered.desc(), RunOutlet.started_at.desc(), RunOutlet.run_id.desc())
            .limit(1)
        )
        with self.reading() as session:
            return session.scalar(query)

    def source_days(self, outlet: str) -> dict[str, dict[str, str | None]]:
        """Days on which each source of the outlet answered, or was not there, as the last night kept them."""
        query = (
            select(RunOutlet.measures)
            .where(RunOutlet.outlet == outlet)
            .order_by(RunOutlet.started_at.desc(), RunOutlet.run_id.desc())
        )
        with self.reading() as session:
            kept = (measures["sources"] for measures in session.scalars(query) if measures and "sources" in measures)
            return next(kept, {})

    def covered(self, outlet: str) -> RunOutlet | None:
        """The last crawl of an unbroken chain of completed ones, each of which looked back at least to the one before.

        Crawls of days that were already past (``until``) and those that did not come to the end of the outlet's sources
        (``unfinished``) cover nothing: what they left out is for the next night.
        """
        query = select(RunOutlet).where(RunOutlet.outlet == outlet, RunOutlet.status == "completed")
        last: RunOutlet | None = None
        for row in self.select_all(query.order_by(RunOutlet.started_at, RunOutlet.run_id)):
            if row.counts.get("unfinished") or (row.until is not None and row.until <= row.started_at):
                continue
            if last is None or row.since is None or row.since <= last.started_at:
                last = row
        return last

    def runs(self, limit: int = 30) -> list[Run]:
        """The latest runs, newest first."""
        return self.select_all(select(Run).order_by(Run.started_at.desc(), Run.run_id.desc()).limit(limit))

    def run(self, run_id: str) -> Run | None:
        """The run with this id."""
        with self.reading() as session:
            return session.get(Run, run_id)

    def crashed_since_the_last_end(self) -> list[str]:
        """Ids of the runs that were killed after the last one that came to its end, newest first."""
        query = select(Run.run_id, Run.status).order_by(Run.started_at.desc(), Run.run_id.desc())
        with self.reading() as session:
            ids = []
            for run_id, status in session.execute(query):
                if status in ("completed", "interrupted"):
                    break
                ids.append(run_id)
        return ids

    def run_outlets(self, run_id: str) -> list[RunOutlet]:
        """The outlets of a run by name."""
        return self.select_all(select(RunOutlet).where(RunOutlet.run_id == run_id).order_by(RunOutlet.outlet))


def _told(session: Session, outlet: str, since: datetime, until: datetime) -> dict[str, int]:
    """Counts of an outlet's crawl between two moments: discovered, fetched, and the fates."""

    def within(moment: Any) -> Any:
        return (moment >= since) & (moment < until)

    fates = select(Sighting.state, func.count()).where(Sighting.outlet == outlet, within(Sighting.first_seen_at))
    counts = {row[0]: row[1] for row in session.execute(fates.group_by(Sighting.state))}
    discovered = sum(counts.values())
    captures = select(func.count()).where(Capture.outlet == outlet, within(Capture.fetched_at))
    of_articles = captures.where(Capture.kind == "article", Capture.status.between(200, 299))
    articles = select(func.count()).where(Article.outlet == outlet, within(Article.first_seen_at))
    told = {
        "discovered": discovered,
        "new": discovered,
        "pages": session.scalars(captures).one(),
        "fetched": session.scalars(of_articles).one(),
        "articles": session.scalars(articles.where(Article.relevant)).one(),
        "withheld": session.scalars(articles.where(Article.relevant, Article.noarchive)).one(),
    }
    return {name: count for name, count in {**counts, **told}.items() if count}
