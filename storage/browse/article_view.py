"""Content of an article's page, read from the archive itself: what is withheld is not in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.archive.versions import versions
from storage.events.selection import presentable
from storage.events.summaries import EventSummary, summary
from storage.models import Article, Capture, Outlet, Version


@dataclass(frozen=True, slots=True)
class Edition:
    """A text that the article had: paragraphs that came and went since the one before, headline included."""

    fetched_at: datetime | None
    text_sha256: str
    changes: tuple[tuple[Literal["came", "went"], str], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the same text."""

    article_id: str
    title: str | None
    outlet_title: str
    published_at: datetime | None
    published_precision: str | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its event, texts, copies and captures.

    ``paragraphs`` are stretches of text; true for the terms that made the article relevant.
    """

    article: Article
    outlet_title: str
    event: EventSummary | None
    paragraphs: tuple[tuple[tuple[str, bool], ...], ...]
    editions: tuple[Edition, ...]
    copies: tuple[Copy, ...]
    captures: tuple[Capture, ...]


def article_view(archive: Archive, article_id: str) -> ArticleView | None:
    """The article with this id; ``None`` for one that shows nothing."""
    with archive.reading() as session:
        query = select(Article, Outlet.title).join(Outlet, Outlet.name == Article.outlet)
        found = session.execute(query.where(presentable(), Article.article_id == article_id)).one_or_none()
        if found is None:
            return None
        article, title = found
        view = ArticleView(
            article=article,
            outlet_title=title,
            event=summary(session, article.event_id) if article.event_id else None,
            paragraphs=tuple(
                marked(paragraph, article.matched_terms) for paragraph in article.body.split("\n") if paragraph.strip()
            ),
            editions=tuple(editions(versions(session, article_id))),
            copies=tuple(_copies(session, article)),
            captures=tuple(_captures(session, article)),
        )
        session.expunge_all()
        return view


def _copies(session: Session, article: Article) -> list[Copy]:
    if article.copy_group is None:
        return []
    query = (
        select(Article.article_id, Article.title, Outlet.title, Article.published_at, Article.published_precision)
        .join(Outlet, Outlet.name == Article.outlet)
        .where(presentable(), Article.copy_group == article.copy_group, Article.event_id == article.event_id)
        .where(Article.article_id != article.article_id)
        .order_by(Article.published_at, Article.article_id)
    )
    return [Copy(*row) for row in session.execute(query)]


def _captures(session: Session, article: Article) -> Sequence[Capture]:
    # by outlet: an archive has an index of that, and of addresses it has none
    records = [article.warc_record_id, *(one.warc_record_id for one in versions(session, article.article_id))]
    query = select(Capture).where(Capture.record_id.in_([record for record in records if record]))
    return session.scalars(query.order_by(Capture.fetched_at)).all()


def editions(texts: Sequence[Version]) -> list[Edition]:
    """The texts, the oldest first, each with what it changes of the one before."""
    found, before = [], list[str]()
    for at, text in enumerate(texts):
        paragraphs = [*([text.title] if text.title else []), *filter(str.strip, text.body.split("\n"))]
        found.append(Edition(text.fetched_at, text.text_sha256, tuple(_changes(before, paragraphs)) if at else ()))
        before = paragraphs
    return found


def _changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[Literal["came", "went"], str]]:
    found: list[tuple[Literal["came", "went"], str]] = []
    for _, begin, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if list(before[begin:end]) != list(after[first:last]):
            found += [("went", one) for one in before[begin:end]]
            found += [("came", one) for one in after[first:last]]
    return found


def marked(text: str, terms: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in stretches, whole words and phrases among ``terms`` marked; letters of any case."""
    known = sorted((term for term in terms if term.strip()), key=len, reverse=True)
    if not known:
        return ((text, False),)
    alternatives = "|".join(re.escape(term) for term in known)
    # re.split gives what is between the matches and the matches in turn
    parts = re.split(rf"(?<!\w)({alternatives})(?!\w)", text, flags=re.IGNORECASE)
    return tuple((part, at % 2 == 1) for at, part in enumerate(parts) if part)
