"""Erasure of an article from the tables: of its texts, and of all that was made of them.

The row of the article stays, empty, so that no later page, package or collection brings its text back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from storage.archive.purge import PURGED, Subject
from storage.db.dialects import insert_unknown, portions
from storage.models import Article, Capture, Outlet, Pair, Sighting, Signature, Validator, Version

REASON = "purged: its text was destroyed by order (scrapy takedown --list)"
"""Reason of the addresses of a purged article, which are quarantined."""

_NOTHING = sha256(b"").hexdigest()


def addresses(session: Session, subject: Subject) -> list[Sighting]:
    """Addresses that led to the article, its own included."""
    query = select(Sighting).where(Sighting.outlet == subject.outlet, _leads_to(subject))
    return list(session.scalars(query.order_by(Sighting.url_key)))


def record_ids(session: Session, subject: Subject) -> set[str]:
    """Ids of the records that the article and its versions were read from."""
    of_versions = select(Version.warc_record_id).where(Version.article_id == subject.article_id)
    of_article = select(Article.warc_record_id).where(Article.article_id == subject.article_id)
    return {one for query in (of_versions, of_article) for one in session.scalars(query) if one}


def texts(session: Session, subject: Subject) -> list[str]:
    """Every text of the article that is known."""
    of_versions = select(Version.body).where(Version.article_id == subject.article_id)
    of_article = select(Article.body).where(Article.article_id == subject.article_id)
    return [text for query in (of_versions, of_article) for text in session.scalars(query) if text]


def captures(session: Session, subject: Subject) -> list[Capture]:
    """Every capture of its outlet, in the order of fetching."""
    query = select(Capture).where(Capture.outlet == subject.outlet)
    return list(session.scalars(query.order_by(Capture.fetched_at, Capture.warc_file, Capture.offset)))


def forget_records(session: Session, record_ids: Iterable[str]) -> None:
    """Deletes the rows of these records, and the validators that lead to them."""
    for some in portions(record_ids):
        session.execute(delete(Validator).where(Validator.record_id.in_(some)))
        session.execute(delete(Capture).where(Capture.record_id.in_(some)))


def erase(session: Session, subject: Subject, *, now: datetime) -> None:
    """Empties the article, and deletes its versions, its signature and its pairs.

    An article that the tables do not have is entered, empty.
    """
    article = session.get(Article, subject.article_id)
    if article is None:
        article = _entered(session, subject, now)
    _empty(article)
    session.execute(delete(Version).where(Version.article_id == subject.article_id))
    session.execute(delete(Signature).where(Signature.article_id == subject.article_id))
    session.execute(delete(Pair).where(or_(Pair.a == subject.article_id, Pair.b == subject.article_id)))
    row = {"outlet": subject.outlet, "url_key": subject.url_key, "url": subject.url, "source": "", "attempts": 0}
    moments = {"state": "quarantined", "first_seen_at": article.first_seen_at, "updated_at": now}
    insert_unknown(session, Sighting, [row | moments])
    for sighting in session.scalars(select(Sighting).where(Sighting.outlet == subject.outlet, _leads_to(subject))):
        sighting.state, sighting.reason, sighting.updated_at = "quarantined", REASON, now
        sighting.title = sighting.score = None


def _leads_to(subject: Subject) -> ColumnElement[bool]:
    return or_(
        Sighting.url_key == subject.url_key,
        Sighting.article_id == subject.article_id,
        Sighting.reason == f"is {subject.url}",
    )


def _entered(session: Session, subject: Subject, now: datetime) -> Article:
    outlet = {"name": subject.outlet, "title": subject.outlet, "network": subject.outlet}
    insert_unknown(session, Outlet, [outlet])
    article = Article(
        article_id=subject.article_id,
        url=subject.url,
        url_key=subject.url_key,
        outlet=subject.outlet,
        network=session.get_one(Outlet, subject.outlet).network,
        complete=True,
        first_seen_at=now,
    )
    session.add(article)
    _empty(article)
    session.flush()
    return article


def _empty(article: Article) -> None:
    article.extractor = PURGED
    article.title = article.language = article.warc_record_id = article.package = article.relevance = None
    article.authors, article.editors, article.bylines, article.matched_terms = [], [], [], []
    article.body, article.words, article.text_sha256, article.rule_hits = "", 0, _NOTHING, {}
    article.relevant = False
