"""Known articles that are asked for again: outlets edit, withdraw and restore what they printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.archive.frontier import days_between
from storage.calendar import JAKARTA
from storage.db.dialects import cleaned
from storage.db.sessions import Sessions
from storage.models import Article, Sighting

Answer = Literal["found", "missing", "unclear"]
"""Answer to the re-check of a known article: its page, that there is none, or nothing that tells."""

RecheckOutcome = Literal["found", "missing", "unclear", "back", "gone"]
"""State after the re-check: an article that was ``gone`` may be ``back``."""


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article to ask for again; ``gone_at`` is when it was found gone, if it was."""

    url_key: str
    url: str
    title: str | None
    published_at: datetime | None
    source: str
    gone_at: datetime | None


class Rechecks(Sessions):
    """The part of the archive that knows when an article was last looked at."""

    def articles_due(self, outlet: str, *, days: Sequence[int], now: datetime) -> list[DueArticle]:
        """Articles to ask for again, the longest known first.

        One is due ``days`` (counted in Asia/Jakarta) after it was first held, and on the night after it was first found
        missing. A night that was missed is made good once; twice the longest time after its first night an article is
        left alone.
        """
        if not days:
            return []
        query = (
            select(Article, Sighting)
            .join(Sighting, (Sighting.outlet == Article.outlet) & (Sighting.url_key == Article.url_key))
            .where(
                Article.outlet == outlet,
                Article.warc_record_id.is_not(None),
                Article.first_seen_at >= now - timedelta(days=2 * max(days)),
                Sighting.state == "article",
            )
            .order_by(Article.first_seen_at, Article.url_key)
        )
        with self.reading() as session:
            return [
                DueArticle(
                    article.url_key, article.url, article.title, article.published_at, seen.source, article.gone_at
                )
                for article, seen in session.execute(query)
                if _is_due(article, seen, days, now)
            ]

    def note_found(self, outlet: str, url_key: str, *, at: datetime) -> bool:
        """Writes that an article was found in its place; true when it had been gone, and is back.

        ``at`` is, here and below, when the answer came.
        """
        with self.writing(outlet) as session:
            return write_check(session, outlet, url_key, "found", at=at) == "back"

    def note_unclear(self, outlet: str, url_key: str, *, at: datetime, reason: str) -> None:
        """Writes that an article was asked for again and that the answer tells nothing about it."""
        with self.writing(outlet) as session:
            write_check(session, outlet, url_key, "unclear", at=at, reason=reason)

    def note_missing(self, outlet: str, url_key: str, *, at: datetime, reason: str) -> RecheckOutcome:
        """Writes that the page of an article is missing. On a second night it is ``gone``: marked, its text kept."""
        with self.writing(outlet) as session:
            return write_check(session, outlet, url_key, "missing", at=at, reason=reason)


def write_check(
    session: Session, outlet: str, url_key: str, answer: Answer, *, at: datetime, reason: str = ""
) -> RecheckOutcome:
    """Writes what an answer that came ``at`` some time says of a known article; gives what has become of it.

    The same in a crawl and when the archive is read again: what it writes follows from the answers alone.
    """
    sighting = session.get_one(Sighting, (outlet, cleaned(url_key)))
    article = session.scalars(article_at(outlet, url_key)).one()
    outcome: RecheckOutcome = answer
    sighting.checked_at = sighting.updated_at = at
    sighting.reason = cleaned(f"asked again {_day(at)}: {reason}") if answer != "found" else None
    if answer == "found":
        if article.gone_at is not None:
            sighting.reason = f"back on {_day(at)}, was gone since {_day(article.gone_at)}"
            outcome = "back"
        sighting.missing_at = article.gone_at = None
    elif answer == "missing":
        first = sighting.missing_at = sighting.missing_at or at
        if article.gone_at is None and days_between(first, at) > 0:
            article.gone_at = at
            outcome = "gone"
    return outcome


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d}"


def article_at(outlet: str, url_key: str) -> Select[Article]:
    """The article that an outlet has under this URL key."""
    return select(Article).where(Article.outlet == outlet, Article.url_key == cleaned(url_key))


def _is_due(article: Article, sighting: Sighting, days: Sequence[int], now: datetime) -> bool:
    last = max(sighting.checked_at or article.first_seen_at, article.first_seen_at)
    if days_between(last, now) < 1:
        return False
    if sighting.missing_at is not None and article.gone_at is None:
        return True
    age, checked = days_between(article.first_seen_at, now), days_between(article.first_seen_at, last)
    return any(checked < day <= age for day in days)
