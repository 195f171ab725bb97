"""Retraction of an article that a run read and that turned out to be none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from storage.db.dialects import cleaned
from storage.db.sessions import Sessions
from storage.models import Article, Sighting, Version


class Retraction(Sessions):
    """The part of the archive that takes articles back."""

    def take_back(
        self, outlet: str, url_keys: Iterable[str], text_sha256: str, *, reason: str, now: datetime
    ) -> list[str]:
        """Quarantines addresses of an outlet that gave this text; gives the state that each of them was in.

        An article that never had another text is removed, with its version; one that had is given its last other text
        back. The raw archive keeps the pages.
        """
        keys = [cleaned(key) for key in url_keys]
        with self.writing() as session:
            known = select(Sighting.state).where(Sighting.outlet == outlet, Sighting.url_key.in_(keys))
            became = list(session.scalars(known))
            articles = session.scalars(
                select(Article).where(
                    Article.outlet == outlet, Article.url_key.in_(keys), Article.text_sha256 == text_sha256
                )
            ).all()
            gone = [article.article_id for article in articles if _is_unlearnt(session, article)]
            named = or_(Sighting.url_key.in_(keys), Sighting.article_id.in_(gone))
            for sighting in session.scalars(select(Sighting).where(Sighting.outlet == outlet, named)):
                sighting.state, sighting.reason, sighting.updated_at = "quarantined", reason, now
                if sighting.article_id in gone:
                    sighting.article_id = None
        return became


def _is_unlearnt(session: Session, article: Article) -> bool:
    """Takes the article's present text away; true if nothing is left of it then."""
    of_it = Version.article_id == article.article_id
    before = session.scalar(
        select(Version).where(of_it, Version.text_sha256 != article.text_sha256).order_by(Version.fetched_at.desc())
    )
    session.execute(delete(Version).where(of_it, Version.text_sha256 == article.text_sha256))
    if before is None:
        session.delete(article)
        return True
    for name in ("title", "body", "text_sha256", "fetched_at", "warc_record_id"):
        setattr(article, name, getattr(before, name))
    article.words = len(before.body.split())
    return False
