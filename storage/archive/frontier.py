"""The frontier: every address an outlet announced, and what became of it.

It lives in the database because a crawler's own queue does not survive a kill: of 600 pages, a resumed ``JOBDIR`` crawl
lost 505 without a word (https://github.com/scrapy/scrapy/issues/7978).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.calendar import JAKARTA
from storage.db.dialects import cleaned, insert_unknown
from storage.db.sessions import Sessions
from storage.exceptions import ArchiveError
from storage.models import Sighting

RETRIED = frozenset({"failed", "blocked"})
"""States of an address that is tried again on a later night."""

SOFT_404 = "the site's page for what is missing, sent as HTTP 200"
"""Reason of an address that is ``gone`` although its page came."""

REPEATED = "one text under"
"""Start of the reason why an address is quarantined: others gave the same text."""

BY_COMPARISON = (SOFT_404, REPEATED)
"""Reasons found by holding pages of a night against each other: one page alone, read again, says nothing of them."""


class Frontier(Sessions):
    """The part of the archive that knows the addresses."""

    def announce(
        self,
        outlet: str,
        url_key: str,
        url: str,
        *,
        source: str,
        published_at: datetime | None,
        now: datetime,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> str:
        """Enters an announced address as ``queued`` unless it is known, and returns the state it is in.

        ``since`` and ``until`` are the window of the crawl to which it was announced.
        """
        url_key = cleaned(url_key)
        state = select(Sighting.state).where(Sighting.outlet == outlet, Sighting.url_key == url_key)
        with self.reading() as session:
            known = session.scalar(state)
        if known is not None:
            return known
        row = {
            "outlet": outlet,
            "url_key": url_key,
            "url": url,
            "state": "queued",
            "source": source,
            "published_at": published_at,
            "first_seen_at": now,
            "updated_at": now,
            "since": since,
            "until": until,
        }
        with self.writing(outlet) as session:
            insert_unknown(session, Sighting, [row])
            return session.scalars(state).one()

    def memory(self, outlet: str) -> dict[str, Sighting]:
        """Every address the outlet ever announced, by URL key."""
        return {row.url_key: row for row in self.select_all(select(Sighting).where(Sighting.outlet == outlet))}

    def queued(self, outlet: str, *, attempts: int = 3, now: datetime | None = None) -> list[Sighting]:
        """Addresses to fetch, longest known first: queued ones, and those that failed or were blocked and are due.

        One that was tried on ``attempts`` nights is given up. With ``now``, it is due 1, 2, 4, … days (Asia/Jakarta)
        after the last try; without, at once.
        """
        retryable = Sighting.state.in_(RETRIED) & (Sighting.attempts < attempts)
        query = select(Sighting).where(Sighting.outlet == outlet, or_(Sighting.state == "queued", retryable))
        found = self.select_all(query.order_by(Sighting.first_seen_at, Sighting.url_key))
        return [one for one in found if now is None or is_due(one, now)]

    def settle(
        self,
        outlet: str,
        url_key: str,
        *,
        state: str,
        now: datetime,
        url: str | None = None,
        reason: str | None = None,
        title: str | None = None,
        score: float | None = None,
        published_at: datetime | None = None,
        article_id: str | None = None,
        attempt: bool = False,
    ) -> None:
        """Records what became of an address.

        State and reason are replaced, other values only where one is given; ``attempt`` counts a try. ``url`` is needed
        for, and used for, an address that was never announced.
        """
        facts = {"title": title, "score": score, "published_at": published_at, "article_id": article_id}
        with self.writing(outlet) as session:
            sighting = sighting_of(session, outlet, url_key, url=url, now=now)
            write_outcome(sighting, state=state, reason=reason, now=now, facts=facts)
            sighting.attempts += attempt


def is_due(sighting: Sighting, now: datetime) -> bool:
    """True if an address that could not be fetched is to be tried again on this day: 1, 2, 4, … days after the last."""
    if sighting.state not in RETRIED:
        return True
    return days_between(sighting.updated_at, now) >= backoff(sighting.attempts)


def backoff(attempts: int) -> int:
    """Nights to wait after so many vain ones: 1, 2, 4, …"""
    return 1 << max(attempts - 1, 0)


def days_between(before: datetime, after: datetime) -> int:
    """Nights from one moment to another, as days of Asia/Jakarta: some start earlier, some later."""
    return (after.astimezone(JAKARTA).date() - before.astimezone(JAKARTA).date()).days


def sighting_of(session: Session, outlet: str, url_key: str, *, url: str | None, now: datetime) -> Sighting:
    """The row of an address, or a new one."""
    url_key = cleaned(url_key)
    sighting = session.get(Sighting, (outlet, url_key), with_for_update=True)
    if sighting is None:
        if url is None:
            raise ArchiveError(f"{outlet}: {url_key} was never announced, and no address is given for it")
        sighting = Sighting(outlet=outlet, url_key=url_key, url=cleaned(url), source="", attempts=0, first_seen_at=now)
        session.add(sighting)
    return sighting


def write_outcome(
    sighting: Sighting, *, state: str, reason: str | None, now: datetime, facts: Mapping[str, Any]
) -> None:
    """Gives the row its state and reason, and those of the facts that are known."""
    sighting.state, sighting.reason, sighting.updated_at = state, cleaned(reason), now
    for name, value in facts.items():
        if value is not None:
            setattr(sighting, name, cleaned(value))
