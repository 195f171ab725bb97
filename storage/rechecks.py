"""Known articles that are asked for again: outlets edit, withdraw and restore what they printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, select

from storage.frontier import days_between
from storage.models import Article, Sighting
from storage.sessions import Sessions
from storage.statements import cleaned


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

    def note_found(self, outlet: str, url_key: str, *, now: datetime) -> bool:
        """Writes that an article was found in its place; true when it had been gone, and is back."""
        with self.writing(outlet) as session:
            sighting = session.get_one(Sighting, (outlet, cleaned(url_key)))
            article = session.scalars(_article(outlet, url_key)).one()
            gone_at = article.gone_at
            sighting.checked_at, sighting.missing_at, article.gone_at = now, None, None
            sighting.reason, sighting.updated_at = None, now
            if gone_at is not None:
                sighting.reason = f"back on {now:%Y-%m-%d}, was gone since {gone_at:%Y-%m-%d}"
            return gone_at is not None

    def note_unclear(self, outlet: str, url_key: str, *, now: datetime, note: str) -> None:
        """Writes that an article was asked for again and that the answer tells nothing about it."""
        with self.writing(outlet) as session:
            sighting = session.get_one(Sighting, (outlet, cleaned(url_key)))
            sighting.checked_at, sighting.updated_at, sighting.reason = now, now, cleaned(note)

    def note_missing(self, outlet: str, url_key: str, *, now: datetime, note: str) -> Literal["missing", "gone"]:
        """Writes that the page of an article is missing. On a second night it is ``gone``: marked, its text kept."""
        with self.writing(outlet) as session:
            sighting = session.get_one(Sighting, (outlet, cleaned(url_key)))
            article = session.scalars(_article(outlet, url_key)).one()
            first = sighting.missing_at
            sighting.checked_at, sighting.updated_at, sighting.reason = now, now, cleaned(note)
            if first is None:
                sighting.missing_at = now
            elif article.gone_at is None and days_between(first, now) > 0:
                article.gone_at = now
                return "gone"
            return "missing"


def _is_due(article: Article, sighting: Sighting, days: Sequence[int], now: datetime) -> bool:
    last = max(sighting.checked_at or article.first_seen_at, article.first_seen_at)
    if days_between(last, now) < 1:
        return False
    if sighting.missing_at is not None and article.gone_at is None:
        return True
    age, checked = days_between(article.first_seen_at, now), days_between(article.first_seen_at, last)
    return any(checked < day <= age for day in days)


def _article(outlet: str, url_key: str) -> Select[Article]:
    return select(Article).where(Article.outlet == outlet, Article.url_key == cleaned(url_key))
