"""Which articles a question is about: the filters that listing and exporting share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from storage.models import Article, Takedown


def withheld() -> ColumnElement[bool]:
    """The condition that an article was taken down (``storage.takedowns``), or its page asks not to be archived."""
    taken_down = Article.article_id.in_(select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None)))
    return or_(taken_down, Article.noarchive.is_(True))


def presentable() -> ColumnElement[bool]:
    """The condition that an article is shown, counted and exported: relevant, and not withheld."""
    return and_(Article.relevant.is_(True), ~withheld())


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Relevant articles that are not withheld, narrowed down by every filter that is given.

    ``since`` (inclusive) and ``until`` (exclusive) are aware and go by ``published_at``: with either, an article of
    unknown date is left out. ``region`` is a Kemendagri code; a province holds its kabupaten and kota. ``outlets`` are
    names, ``text`` is searched in title and body, letters of any case.
    """

    since: datetime | None = None
    until: datetime | None = None
    region: str | None = None
    outlets: tuple[str, ...] = ()
    text: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filters as conditions on ``Article``, to be joined by *and*."""
        return [presentable(), *self.filters()]

    def filters(self) -> list[ColumnElement[bool]]:
        """Those that were asked for."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(Article.published_at >= self.since)
        if self.until is not None:
            found.append(Article.published_at < self.until)
        if self.region:
            inside = Article.region_code.startswith(f"{self.region}.", autoescape=True)
            found.append(or_(Article.region_code == self.region, inside))
        if self.outlets:
            found.append(Article.outlet.in_(self.outlets))
        if self.text:
            found.append(
                or_(
                    Article.title.icontains(self.text, autoescape=True),
                    Article.body.icontains(self.text, autoescape=True),
                )
            )
        return found
