"""Signatures and pairs in the database: which articles must be compared, and comparing them.

Whether a pair is found depends on its two articles only (``storage.clustering.clusters``), so comparing in portions, in
any order, gives the pairs of comparing all at once. What changes here marks the events it touches by an empty
``cohesion``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from storage.calendar import JAKARTA
from storage.clustering.clusters import score_pairs
from storage.clustering.score import evidence, features, overlap, weights
from storage.db.dialects import MOST_IN, portions
from storage.models import Article, Event, Pair, Signature
from storage.signatures import signature

CHUNK = 2_000
"""Articles compared in one transaction."""

CHUNK_DAYS = 7
"""Days that the articles of one transaction may span: what is loaded to compare them with is this and the window."""


_QUIETLY = {"synchronize_session": False}


def version() -> str:
    """Names the configuration of signatures and scores; signatures and pairs of another are made again."""
    return f"{signature.VERSION}/{weights().version}"


@dataclass(frozen=True, slots=True)
class Compared:
    """Result of one transaction of comparing; ``left`` are articles that are not relevant and the events they were in.

    ``articles``: how many were looked at; ``pairs``: how many were found.
    """

    articles: int
    pairs: int
    left: dict[str, str]


class Comparing:
    """Compares what awaits it, in portions by day, and keeps the signatures of the last days at hand.

    Otherwise each portion would read those of the days before it again. The database says which of them still hold.
    """

    def __init__(self) -> None:
        self._at_hand: dict[str, signature.Signature] = {}

    def next(self, session: Session) -> Compared | None:
        """Compares one portion; ``None`` when nothing is left. Its articles then await grouping."""
        query = select(Article.article_id, *_SIGNED).where(Article.awaits == "comparison")
        query = query.order_by(Article.published_at, Article.article_id).limit(CHUNK)
        rows: list[Row[Any]] = list(session.execute(query))
        if not rows:
            return None
        gone = [row for row in rows if not row.relevant]
        excerpts = [row for row in rows if row.relevant and row.package == "excerpt"]
        portion = _first_days([row for row in rows if row.relevant and row.package != "excerpt"])
        self._dismiss(session, gone)
        # of an excerpt nothing can be signed: it keeps the event and the pairs that it came with
        _mark(session, [row.article_id for row in excerpts], None)
        changed, compared = _changed(session, portion)
        drop(session, compared)
        pairs = self._compare(session, changed)
        # what has an event and is as it was compared, was changed in a way that does not matter here
        again = {row.article_id for row, _ in changed} | {row.article_id for row in portion if row.event_id is None}
        _mark(session, again, "grouping")
        _mark(session, {row.article_id for row in portion} - again, None)
        left = {row.article_id: row.event_id for row in gone if row.event_id is not None}
        return Compared(len(gone) + len(excerpts) + len(portion), pairs, left)

    def _dismiss(self, session: Session, rows: Sequence[Row[Any]]) -> None:
        articles = [row.article_id for row in rows]
        drop(session, articles)
        for few in portions(articles):
            session.execute(
                update(Article).where(Article.article_id.in_(few)).values(event_id=None, copy_group=None, awaits=None),
                execution_options=_QUIETLY,
            )

    def _compare(self, session: Session, changed: Sequence[tuple[Row[Any], bytes]]) -> int:
        """Signs these articles, scores them against the days around theirs, keeps the pairs."""
        if not changed:
            return 0
        from storage.signatures.sign import sign_all
        from storage.signatures.signature_codec import encode  # loads numpy, which most commands never need

        named = version()
        fresh = list(sign_all(report_of(row) for row, _ in changed))
        known = self._around(session, fresh)
        session.execute(
            insert(Signature.__table__),  # type: ignore[arg-type]
            [
                {
                    "article_id": each.article_id,
                    "version": named,
                    "day": each.day,
                    "digest": digest,
                    "payload": encode(each),
                }
                for each, (_, digest) in zip(fresh, changed, strict=True)
            ],
        )
        found = [
            {"a": pair.a, "b": pair.b, "version": named, "score": pair.score, "copy": pair.copy, "evidence": {}}
            for pair in score_pairs(fresh, known)
        ]
        if found:
            session.execute(insert(Pair.__table__), found)  # type: ignore[arg-type]
        last = max(each.day for each in fresh) - _REACH
        self._at_hand = {each.article_id: each for each in (*known, *fresh) if each.day >= last}
        return len(found)

    def _around(self, session: Session, fresh: Collection[signature.Signature]) -> list[signature.Signature]:
        """Signatures of the days that articles of ``fresh`` may be compared with."""
        from storage.signatures.signature_codec import decode  # as above

        days = [each.day for each in fresh]
        current = Signature.version == version()
        within = Signature.day.between(min(days) - _REACH, max(days) + _REACH)
        day_of = dict(session.execute(select(Signature.article_id, Signature.day).where(current, within)).all())
        known = [signature for name, signature in self._at_hand.items() if name in day_of]
        missing = day_of.keys() - self._at_hand.keys()
        # of a day they lie side by side: by their ids, 1,000 new articles in a million had 1,400 pages more to read
        for day in sorted({day_of[name] for name in missing}):
            kept = select(Signature.article_id, Signature.payload).where(current, Signature.day == day)
            known.extend(decode((name, payload) for name, payload in session.execute(kept) if name in missing))
        return known


_REACH = timedelta(days=signature.WINDOW_DAYS)

_SIGNED = (
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
    Article.relevant,
    Article.event_id,
    Article.package,
)


def remark(session: Session) -> None:
    """Lets what was compared under another configuration be compared again."""
    for other in (Signature.version < version(), Signature.version > version()):
        if session.scalar(select(Signature.article_id).where(other).limit(1)) is not None:
            stale = select(Signature.article_id).where(other)
            session.execute(
                update(Article).where(Article.article_id.in_(stale)).values(awaits="comparison"),
                execution_options=_QUIETLY,
            )


def forget(session: Session) -> None:
    """Lets everything be compared again: without signatures and pairs, and with a mark on all events with articles."""
    holds_articles = exists().where(Article.event_id == Event.event_id)
    excerpts = select(Article.article_id).where(Article.package == "excerpt")
    session.execute(delete(Pair).where(Pair.a.not_in(excerpts), Pair.b.not_in(excerpts)), execution_options=_QUIETLY)
    session.execute(delete(Signature))
    session.execute(update(Event).where(holds_articles).values(cohesion=None), execution_options=_QUIETLY)
    session.execute(update(Article).values(awaits="comparison"), execution_options=_QUIETLY)


def drop(session: Session, articles: Collection[str]) -> None:
    """Forgets signatures and pairs of these articles, and marks the events of both ends of each pair."""
    for portion in portions(articles):
        partners = {
            *session.scalars(select(Pair.b).where(Pair.a.in_(portion))),
            *session.scalars(select(Pair.a).where(Pair.b.in_(portion))),
        }
        for touched in portions(partners.union(portion)):
            theirs = select(Article.event_id).where(Article.article_id.in_(touched), Article.event_id.is_not(None))
            session.execute(
                update(Event).where(Event.event_id.in_(theirs)).values(cohesion=None), execution_options=_QUIETLY
            )
        session.execute(delete(Pair).where(Pair.a.in_(portion)), execution_options=_QUIETLY)
        session.execute(delete(Pair).where(Pair.b.in_(portion)), execution_options=_QUIETLY)
        session.execute(delete(Signature).where(Signature.article_id.in_(portion)), execution_options=_QUIETLY)


def report_of(article: Article | Row[*tuple[Any, ...]]) -> signature.SignatureInput:
    """Input of an article's signature, as it stands in the database, compared or not."""
    return signature.SignatureInput(
        article_id=article.article_id,
        outlet=article.outlet,
        network=article.network,
        title=article.title,
        body=article.body,
        published_at=article.published_at,
        event_date=article.event_date,
        region_code=article.region_code,
        fallback_day=article.first_seen_at.astimezone(JAKARTA).date(),
    )


def evidence_of(session: Session, pairs: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Evidence for and against each of these pairs (``storage.clustering.score.evidence``), from the signatures that
    are kept.

    Empty for articles that wait to be compared.
    """
    from storage.signatures.signature_codec import decode  # loads numpy, which most commands never need

    stream = iter(pairs)
    while few := list(islice(stream, MOST_IN // 2)):
        query = select(Signature.article_id, Signature.payload, Signature.version)
        kept = session.execute(query.where(Signature.article_id.in_({*chain.from_iterable(few)})))
        current = ((name, payload) for name, payload, named in kept if named == version())
        found = {one.article_id: one for one in decode(current)}
        for a, b in few:
            one, other = found.get(a), found.get(b)
            if one is None or other is None:
                yield {}
            else:
                shared = overlap(one, other)
                yield evidence(one, other, shared, features(one, other, shared))


def counted_scores(session: Session, articles: Iterable[str]) -> dict[tuple[str, str], float]:
    """The scores that the grouping counts among these articles; what is missing counts as 0."""
    inside = set(articles)
    found: dict[tuple[str, str], float] = {}
    for portion in portions(inside):
        for a, b, score in session.execute(select(Pair.a, Pair.b, Pair.score).where(Pair.a.in_(portion))):
            if b in inside:
                found[a, b] = score
    return found


def _first_days(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Rows of the first days; the others wait for the next portion."""
    by_day = sorted((_day(row), row.article_id, row) for row in rows)
    return [row for day, _, row in by_day if day - by_day[0][0] < timedelta(days=CHUNK_DAYS)]


def _day(row: Row[Any]) -> date:
    if row.published_at is None and row.event_date is not None:
        return row.event_date  # type: ignore[no-any-return]
    moment = row.published_at or row.first_seen_at
    return moment.astimezone(JAKARTA).date()  # type: ignore[no-any-return]


def _changed(session: Session, rows: Sequence[Row[Any]]) -> tuple[list[tuple[Row[Any], bytes]], list[str]]:
    """Rows whose signature is missing, of another version or of other fields, with their present digest;
    and which of them were compared before, here or where a package comes from.
    """
    kept: dict[str, tuple[str, bytes]] = {}
    for portion in portions(row.article_id for row in rows):
        # asked for the version as well, SQLite would look through all signatures that have it
        query = select(Signature.article_id, Signature.version, Signature.digest)
        found = session.execute(query.where(Signature.article_id.in_(portion)))
        kept.update((article, (named, digest)) for article, named, digest in found)
    digests = [(row, _digest(row)) for row in rows]
    changed = [(row, digest) for row, digest in digests if kept.get(row.article_id) != (version(), digest)]
    # most are new, and to look for pairs that they cannot have is dear in a large archive
    compared = [row.article_id for row, _ in changed if row.article_id in kept or row.package is not None]
    return changed, compared


def _digest(row: Row[Any]) -> bytes:
    made_of = (
        row.text_sha256,
        row.outlet,
        row.network,
        row.title,
        str(row.published_at),
        str(row.event_date),
        row.region_code,
        row.place,
    )
    return blake2b(json.dumps(made_of).encode(), digest_size=8).digest()


def _mark(session: Session, articles: Iterable[str], awaits: str | None) -> None:
    for portion in portions(articles):
        session.execute(
            update(Article).where(Article.article_id.in_(portion)).values(awaits=awaits), execution_options=_QUIETLY
        )
