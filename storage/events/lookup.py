"""Articles and events found by what people call them: an id, an address, a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from storage.db.dialects import portions
from storage.events.selection import presentable, withheld
from storage.events.update import resolve
from storage.exceptions import ArchiveError
from storage.models import Article

_EVENT = re.compile(r"e[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The articles that were meant: one, or those of the event ``event_id`` in order of publication."""

    asked: str
    articles: tuple[str, ...]
    event_id: str | None = None


def find(session: Session, asked: str, spellings: Iterable[str] = (), *, also_withheld: bool = False) -> Reference:
    """The article with this id, address or URL key, or the event with this id; a merged event leads to its heir.

    ``spellings`` are other ways to write the same address. Raises ``ArchiveError`` for what the archive does not hold
    or (unless ``also_withheld``) withholds, and for an event that lost its last article.
    """
    if _EVENT.fullmatch(asked):
        living = resolve(session, asked)
        if living is None:
            raise ArchiveError(f"no event {asked} in the archive; `scrapy events` lists them")
        query = (
            select(Article.article_id)
            .where(Article.event_id == living, presentable())
            .order_by(Article.published_at.is_(None), Article.published_at, Article.article_id)
        )
        articles = tuple(session.scalars(query))
        if not articles:
            raise ArchiveError(f"no article is left in event {asked}; `scrapy events {asked}` shows its history")
        return Reference(asked, articles, living)
    names = {asked, *spellings}
    article = session.scalar(
        select(Article.article_id)
        .where(or_(Article.article_id == asked, Article.url.in_(names), Article.url_key.in_(names)))
        .where(true() if also_withheld else ~withheld())
        .order_by(Article.article_id)
        .limit(1)
    )
    if article is None:
        raise ArchiveError(
            f"no article {asked!r} in the archive: give an article id, an address, or an event id "
            "(`scrapy events ID` shows those of an event's reports)"
        )
    return Reference(asked, (article,))


def sides(first: Reference, second: Reference) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The articles to hold against each other. An article and its own event: the article and the other reports.

    Raises ``ArchiveError`` when nothing is left on a side.
    """
    one, other = first.articles, second.articles
    if first.event_id is None and first.articles[0] in other:
        other = tuple(article for article in other if article not in one)
    elif second.event_id is None and second.articles[0] in one:
        one = tuple(article for article in one if article not in other)
    if not one or not other or set(one) & set(other):
        raise ArchiveError(f"{first.asked!r} and {second.asked!r} are one and the same; give two different ones")
    return one, other


def homes(session: Session, articles: Iterable[str]) -> list[tuple[str | None, tuple[str, ...]]]:
    """In which event each of these articles is, by event; those in none, or not in the archive, come last."""
    wanted = set(articles)
    inside: dict[str | None, list[str]] = {}
    for portion in portions(wanted):
        query = select(Article.event_id, Article.article_id).where(
            Article.article_id.in_(portion), Article.event_id.is_not(None)
        )
        for event, article in session.execute(query):
            inside.setdefault(event, []).append(article)
            wanted.discard(article)
    found = sorted(inside.items(), key=lambda item: str(item[0]))
    if wanted:
        found.append((None, list(wanted)))
    return [(event, tuple(sorted(members))) for event, members in found]
