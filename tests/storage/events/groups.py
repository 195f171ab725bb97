"""State of events for tests: the articles of each, and all that is derived."""

from __future__ import annotations

from sqlalchemy import select, update

from storage.archive.archive import Archive
from storage.models import Article, Event, Pair
from tests.storage.clippings import NOW, article_id, event_id


def homes(archive: Archive) -> dict[str, str | None]:
    with archive.reading() as session:
        return dict(session.execute(select(Article.article_id, Article.event_id)).all())


def partition(archive: Archive) -> set[frozenset[str]]:
    groups: dict[str | None, set[str]] = {}
    for article, event in homes(archive).items():
        groups.setdefault(event, set()).add(article)
    return {frozenset(group) for group in groups.values()}


def derived(archive: Archive) -> tuple[object, ...]:
    """Everything that must not depend on the order of arrival."""
    with archive.reading() as session:
        copies = session.execute(select(Article.article_id, Article.copy_group).order_by(Article.article_id)).all()
        pairs = session.execute(select(Pair.a, Pair.b, Pair.score, Pair.copy).order_by(Pair.a, Pair.b)).all()
        cohesion = session.execute(
            select(Event.cohesion, Article.article_id)
            .join(Article, Article.event_id == Event.event_id)
            .order_by(Article.article_id)
        ).all()
    return partition(archive), copies, pairs, cohesion


def hold(archive: Archive, *keys: str) -> str:
    """Puts these articles into one event, whatever their texts say."""
    with archive.writing() as session:
        session.add(Event(event_id=event_id(keys[0]), founded_at=NOW, cohesion=0.5))
        members = Article.article_id.in_([article_id(key) for key in keys])
        session.execute(update(Article).where(members).values(event_id=event_id(keys[0])))
    return event_id(keys[0])
