"""Progress of a backfill: every page of a source that it reads, so that it goes on where it was stopped.

A backfill is a crawl of a window that has ended. It is known by that window: the same ``since`` and ``until`` on a
later night are the same backfill.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, select, update

from storage.archive.frontier import backoff, days_between
from storage.db.dialects import cleaned, insert_unknown
from storage.db.sessions import Sessions, the_one
from storage.models import SourcePage

Backfill = tuple[str, datetime, datetime]
"""Outlet, first moment and end (exclusive) of a backfill."""


class SourcePages(Sessions):
    """The part of the archive that knows the pages of backfills."""

    def enter_source_pages(self, rows: Iterable[dict[str, Any]]) -> None:
        """Enters pages (columns of ``SourcePage``) to read; known ones stay as they are."""
        rows = list(rows)
        with self.writing(the_one(row["outlet"] for row in rows)) as session:
            insert_unknown(session, SourcePage, rows)

    def source_page_read(
        self,
        backfill: Backfill,
        url: str,
        *,
        ending: str | None,
        following: Iterable[dict[str, Any]],
        now: datetime,
    ) -> None:
        """Writes that a page was read and its announcements entered, together with the pages that follow it."""
        with self.writing(backfill[0]) as session:
            session.execute(_one(backfill, url).values(state="read", ending=ending, updated_at=now))
            insert_unknown(session, SourcePage, following)

    def source_page_failed(self, backfill: Backfill, url: str, *, reason: str, now: datetime) -> None:
        """Writes that a page did not come, or could not be read; it is tried again on later nights."""
        with self.writing(backfill[0]) as session:
            values = {"state": "failed", "ending": cleaned(reason), "attempts": SourcePage.attempts + 1}
            session.execute(_one(backfill, url).values(updated_at=now, **values))

    def source_pages(self, backfill: Backfill | None = None) -> list[SourcePage]:
        """Pages of one backfill, or of all, by outlet, window, source and series."""
        query = select(SourcePage)
        if backfill is not None:
            query = query.where(*_of(backfill))
        page = SourcePage
        return self.select_all(
            query.order_by(page.outlet, page.since, page.until, page.source, page.series, page.number, page.url)
        )


def is_open(page: SourcePage, *, attempts: int, now: datetime) -> bool:
    """True if a page is still to be read: not asked for yet, or failed on fewer than ``attempts`` nights and due."""
    if page.state == "failed":
        return page.attempts < attempts and days_between(page.updated_at, now) >= backoff(page.attempts)
    return page.state == "queued"


def _of(backfill: Backfill) -> tuple[ColumnElement[bool], ...]:
    outlet, since, until = backfill
    return SourcePage.outlet == outlet, SourcePage.since == since, SourcePage.until == until


def _one(backfill: Backfill, url: str) -> Update:
    return update(SourcePage).where(*_of(backfill), SourcePage.url == cleaned(url))
