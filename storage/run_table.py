"""The runs, and what each did at each outlet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update

from storage.models import Run, RunOutlet
from storage.sessions import Sessions
from storage.statements import cleaned, upsert


class RunTable(Sessions):
    """The part of the archive that knows the runs."""

    def start_run(self, *, run_id: str, command: str, started_at: datetime, settings: dict[str, Any]) -> None:
        """Enters a run as ``running``; as the first write of a night it proves that the database can be written."""
        run = Run(
            run_id=run_id,
            command=cleaned(command),
            started_at=started_at,
            status="running",
            settings=cleaned(settings),
        )
        with self.writing() as session:
            session.add(run)

    def finish_run(self, run_id: str, *, ended_at: datetime, seconds: float, status: str, exit_code: int) -> None:
        """Closes a run. ``seconds`` comes from a monotonic clock."""
        changes = {"ended_at": ended_at, "seconds": seconds, "status": status, "exit_code": exit_code}
        with self.writing() as session:
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
        with self.writing() as session:
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
        }
        with self.writing() as session:
            upsert(session, RunOutlet, row, keep=["started_at"])

    def mark_crashed(self, now: datetime) -> list[str]:
        """Closes what a killed process left ``running`` and returns the ids of those runs.

        The caller holds the lock of the data folder, so nothing is really running. Runs become ``crashed``, their open
        outlets ``interrupted``.
        """
        with self.writing() as session:
            crashed = list(session.scalars(select(Run.run_id).where(Run.status == "running").order_by(Run.run_id)))
            session.execute(update(Run).where(Run.run_id.in_(crashed)).values(status="crashed", ended_at=now))
            session.execute(
                update(RunOutlet)
                .where(RunOutlet.run_id.in_(crashed), RunOutlet.status == "running")
                .values(status="interrupted", reason="the process ended without a word", ended_at=now)
            )
        return crashed

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

    def runs(self, limit: int = 30) -> list[Run]:
        """The latest runs, newest first."""
        return self.select_all(select(Run).order_by(Run.started_at.desc(), Run.run_id.desc()).limit(limit))

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

    def outlet_history(self, outlet: str, limit: int = 28) -> list[RunOutlet]:
        """The latest crawls of an outlet, newest first, whatever became of them."""
        query = select(RunOutlet).where(RunOutlet.outlet == outlet)
        return self.select_all(query.order_by(RunOutlet.started_at.desc(), RunOutlet.run_id.desc()).limit(limit))
