"""The frontier: every address an outlet announced, and what became of it.

It lives in the database because a crawler's own queue does not survive a kill: of 600 pages, a resumed ``JOBDIR`` crawl
lost 505 without a word (https://github.com/scrapy/scrapy/issues/7978).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.exceptions import ArchiveError
from storage.models import Article, Sighting
from storage.sessions import Sessions
from storage.statements import cleaned, insert_unknown


class Frontier(Sessions):
    """The part of the archive that knows the addresses."""

    def announce(
        self, outlet: str, url_key: str, url: str, *, source: str, published_at: datetime | None, now: datetime
    ) -> str:
        """Enters an announced address as ``queued`` unless it is known, and returns the state it is in."""
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
        }
        with self.writing() as session:
            insert_unknown(session, Sighting, [row])
            return session.scalars(state).one()

    def memory(self, outlet: str) -> dict[str, Sighting]:
        """Every address the outlet ever announced, by URL key."""
        return {row.url_key: row for row in self.select_all(select(Sighting).where(Sighting.outlet == outlet))}

    def queued(self, outlet: str, *, attempts: int = 3) -> list[Sighting]:
        """Addresses to fetch, longest known first: queued ones, and failed ones tried fewer than ``attempts`` times."""
        retryable = (Sighting.state == "failed") & (Sighting.attempts < attempts)
        query = select(Sighting).where(Sighting.outlet == outlet, or_(Sighting.state == "queued", retryable))
        return self.select_all(query.order_by(Sighting.first_seen_at, Sighting.url_key))

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
        for, and used for, an address that was never announced. An article whose page is found ``gone`` is marked with
        the time.
        """
        facts = {"title": title, "score": score, "published_at": published_at, "article_id": article_id}
        with self.writing() as session:
            sighting = sighting_of(session, outlet, url_key, url=url, now=now)
            write_outcome(sighting, state=state, reason=reason, now=now, facts=facts)
            sighting.attempts += attempt
            if state == "gone":
                session.execute(
                    update(Article)
                    .where(Article.outlet == outlet, Article.url_key == cleaned(url_key), Article.gone_at.is_(None))
                    .values(gone_at=now)
                )


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
