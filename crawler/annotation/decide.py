"""The decision on an annotated article: it is kept, or refused with a reason.

A crawl decides with it in its pipelines, a re-extraction on archived pages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from crawler.exceptions import EmptyBody, NotIndonesian, OffTopic, OutsideWindow, Rejected
from crawler.items import ArticleItem


class Span(Protocol):
    """A span of publication times (``crawler.outlets.window.Window``)."""

    def holds(self, published: datetime | None, /) -> bool: ...


def empty(item: ArticleItem) -> EmptyBody | None:
    """Refuse an article without text."""
    return None if item.body else EmptyBody("no article text found", title=item.title)


def outside(item: ArticleItem, window: Span | None) -> OutsideWindow | None:
    """Refuse an article published outside the window; ``None`` holds every article."""
    if window is None or window.holds(item.published_at):
        return None
    reason = f"published {item.published_at}"
    return OutsideWindow(reason, title=item.title, score=item.relevance, published_at=item.published_at)


def foreign(item: ArticleItem) -> NotIndonesian | None:
    """Refuse another language. A body too short to tell its language is kept: relevance decides about it."""
    if item.language in ("id", None):
        return None
    return NotIndonesian(f"language {item.language}", title=item.title, published_at=item.published_at)


def off_topic(item: ArticleItem) -> OffTopic | None:
    """Refuse what is no election-security reporting."""
    if item.relevant:
        return None
    reason = f"relevance {item.relevance or 0:.2f}"
    return OffTopic(reason, title=item.title, score=item.relevance, published_at=item.published_at)


def refusal(item: ArticleItem) -> Rejected | None:
    """The first refusal of an article without regard to a window; ``None`` when it is kept."""
    return empty(item) or foreign(item) or off_topic(item)
