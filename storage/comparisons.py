"""Signatures and pairs in the database: which articles must be compared, and comparing them.

Whether a pair is found depends on its two articles only (``storage.clustering``), so comparing in portions, in any
order, gives the pairs of comparing all at once. What changes here marks the events it touches by an empty ``cohesion``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import clustering, signatures, similarity
from storage.models import Article, Event, Pair, Signature
from storage.statements import moment_text

CHUNK = 2_000
"""Articles compared in one transaction, and pairs written at a time."""

CHUNK_DAYS = 7
"""Days that the articles of one transaction may span: what is loaded to compare them with is this and the window."""

_IN = 500
"""Values of one ``IN``; old builds of SQLite take 999."""


def version() -> str:
    """Names the configuration of signatures and scores; signatures and pairs of another are made again."""
    return f"{signatures.VERSION}/{similarity.weights().version}"


def unsigned(session: Session) -> list[tuple[date, str]]:
    """Day and id, sorted, of relevant articles whose signature is missing, of another version or of other fields.

    Of an excerpt nothing can be signed.
    """
    current = (
        select(Signature.article_id)
        .where(
            Signature.article_id == Article.article_id,
            Signature.version == version(),
            Signature.text_sha256 == Article.text_sha256,
            Signature.payload["inputs"].as_string() == _inputs(),
        )
        .exists()
    )
    query = select(Article.article_id, Article.published_at, Article.event_date, Article.first_seen_at)
    found = session.execute(query.where(Article.relevant, ~current, ~_excerpt()))
    return sorted((_day(published_at, event_date, seen), key) for key, published_at, event_date, seen in found)


def dismissed(session: Session) -> dict[str, str | None]:
    """Articles that are not relevant but were compared or still have an event, and that event."""
    signed = exists().where(Signature.article_id == Article.article_id)
    query = select(Article.article_id, Article.event_id).where(
        Article.relevant.is_(False), or_(Article.event_id.is_not(None), signed)
    )
    return dict(session.execute(query.order_by(Article.article_id)).all())


def chunks(waiting: Iterable[tuple[date, str]]) -> Iterator[list[str]]:
    """Article ids in portions for ``compare``; ``waiting`` is what ``unsigned`` gave."""
    chunk: list[str] = []
    first = date.min
    for day, article in waiting:
        if chunk and (len(chunk) >= CHUNK or day - first >= timedelta(days=CHUNK_DAYS)):
            yield chunk
            chunk = []
        if not chunk:
            first = day
        chunk.append(article)
    if chunk:
        yield chunk


def compare(session: Session, articles: Sequence[str]) -> int:
    """Signs these articles, scores them against the days around theirs, keeps the pairs; gives the number of pairs."""
    drop(session, articles)
    fresh: list[signatures.Signature] = []
    for portion in portions(articles):
        fresh.extend(_sign(session, portion))
    if not fresh:
        return 0
    found = 0
    batch: list[dict[str, Any]] = []
    for pair in clustering.score_pairs(fresh, list(_window(session, fresh))):
        batch.append(
            {
                "a": pair.a,
                "b": pair.b,
                "version": version(),
                "score": pair.score,
                "copy": pair.copy,
                "evidence": pair.evidence,
            }
        )
        found += 1
        if len(batch) == CHUNK:
            session.execute(insert(Pair), batch)
            batch.clear()
    if batch:
        session.execute(insert(Pair), batch)
    return found


def drop(session: Session, articles: Collection[str]) -> None:
    """Forgets signatures and pairs of these articles, and marks the events of both ends of each pair."""
    quietly = {"synchronize_session": False}
    for portion in portions(articles):
        partners = {
            *session.scalars(select(Pair.b).where(Pair.a.in_(portion))),
            *session.scalars(select(Pair.a).where(Pair.b.in_(portion))),
        }
        for touched in portions(partners.union(portion)):
            theirs = select(Article.event_id).where(Article.article_id.in_(touched), Article.event_id.is_not(None))
            session.execute(
                update(Event).where(Event.event_id.in_(theirs)).values(cohesion=None), execution_options=quietly
            )
        session.execute(delete(Pair).where(Pair.a.in_(portion)), execution_options=quietly)
        session.execute(delete(Pair).where(Pair.b.in_(portion)), execution_options=quietly)
        session.execute(delete(Signature).where(Signature.article_id.in_(portion)), execution_options=quietly)


def drop_all(session: Session) -> None:
    """Forgets all signatures and pairs that can be made again, and marks every event that holds articles."""
    holds_articles = exists().where(Article.event_id == Event.event_id)
    excerpts = select(Article.article_id).where(_excerpt())
    session.execute(delete(Pair).where(Pair.a.not_in(excerpts), Pair.b.not_in(excerpts)))
    session.execute(delete(Signature))
    session.execute(
        update(Event).where(holds_articles).values(cohesion=None), execution_options={"synchronize_session": False}
    )


def signature_of(article: Article | Row[*tuple[Any, ...]]) -> signatures.Signature:
    """The signature of an article as it stands in the database, whether it was compared or not."""
    return signatures.sign(
        article_id=article.article_id,
        outlet=article.outlet,
        network=article.network,
        title=article.title,
        body=article.body,
        published_at=article.published_at,
        event_date=article.event_date,
        region_code=article.region_code,
        place=article.place,
        fallback_day=_day(None, None, article.first_seen_at),
    )


def counted_scores(session: Session, articles: Iterable[str]) -> dict[tuple[str, str], float]:
    """The scores that the grouping counts among these articles; what is missing counts as 0."""
    inside = set(articles)
    found: dict[tuple[str, str], float] = {}
    for portion in portions(inside):
        for a, b, score in session.execute(select(Pair.a, Pair.b, Pair.score).where(Pair.a.in_(portion))):
            if b in inside:
                found[a, b] = score
    return found


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The values sorted, in portions that fit into one ``IN``."""
    ordered = sorted(values)
    for at in range(0, len(ordered), _IN):
        yield ordered[at : at + _IN]


def _excerpt() -> ColumnElement[bool]:
    return func.coalesce(Article.package, "") == "excerpt"


def _inputs() -> ColumnElement[str]:
    """What a signature is made of besides the text, as one string; the same article gives the same string."""
    columns = (
        Article.outlet,
        Article.network,
        moment_text(Article.published_at),
        cast(Article.event_date, String),
        Article.region_code,
        Article.place,
        Article.title,
    )
    texts: list[ColumnElement[str]] = [func.coalesce(column, "") for column in columns]
    return reduce(lambda whole, text: whole.concat("|").concat(text), texts)


def _day(published_at: datetime | None, event_date: date | None, first_seen_at: datetime) -> date:
    if published_at is None and event_date is not None:
        return event_date
    return (published_at or first_seen_at).astimezone(signatures.JAKARTA).date()


def _sign(session: Session, articles: Sequence[str]) -> Iterator[signatures.Signature]:
    """Signatures of the articles as they are now: since they were found waiting, another command may have run."""
    query = select(
        Article.article_id,
        Article.outlet,
        Article.network,
        Article.title,
        Article.body,
        Article.published_at,
        Article.event_date,
        Article.region_code,
        Article.place,
        Article.first_seen_at,
        Article.text_sha256,
        _inputs().label("inputs"),
    ).where(Article.article_id.in_(articles), Article.relevant)
    rows: list[dict[str, Any]] = []
    for article in session.execute(query.order_by(Article.article_id)):
        signature = signature_of(article)
        rows.append(
            {
                "article_id": article.article_id,
                "version": version(),
                "text_sha256": article.text_sha256,
                "day": signature.day,
                "payload": {"inputs": article.inputs, **signatures.to_payload(signature)},
            }
        )
        yield signature
    if rows:
        session.execute(insert(Signature), rows)


def _window(session: Session, fresh: Collection[signatures.Signature]) -> Iterator[signatures.Signature]:
    """Signatures of the days that articles of ``fresh`` may be compared with, their own among them."""
    reach = timedelta(days=clustering.WINDOW_DAYS)
    days = [signature.day for signature in fresh]
    query = select(Signature.article_id, Signature.payload).where(
        Signature.version == version(),
        Signature.day >= min(days) - reach,
        Signature.day <= max(days) + reach,
    )
    own = {signature.article_id for signature in fresh}
    for article, payload in session.execute(query.order_by(Signature.article_id)):
        if article not in own:
            yield signatures.from_payload(article, payload)
