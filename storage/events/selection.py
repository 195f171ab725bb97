"""Selection of articles: the filters that listing and exporting share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from storage.exceptions import ArchiveError
from storage.models import Article, Collection, Outlet, Takedown


def withheld(article: type[Article] = Article) -> ColumnElement[bool]:
    """The condition that an article was taken down (``storage.records.takedowns``), or its page asks not to be
    archived.
    """
    taken_down = article.article_id.in_(select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None)))
    return or_(taken_down, article.noarchive.is_(True))


def presentable(article: type[Article] = Article) -> ColumnElement[bool]:
    """The condition that an article is shown, counted and exported: relevant, and not withheld."""
    return and_(article.relevant.is_(True), ~withheld(article))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Relevant articles that are not withheld, narrowed down by every filter that is given.

    ``since`` (inclusive) and ``until`` (exclusive) are aware and go by ``published_at``: with either, an article of
    unknown date is left out. ``event_since`` and ``event_until`` (both inclusive) go by ``event_date`` in the same way.
    ``region`` is a Kemendagri code; a province holds its kabupaten and kota. ``outlets``, ``networks`` and
    ``collections`` are names, ``term`` is one of the terms that made an article relevant, ``text`` is searched in title
    and body, letters of any case. ``min_reports``: only articles of events that hold at least so many.
    """

    since: datetime | None = None
    until: datetime | None = None
    event_since: date | None = None
    event_until: date | None = None
    region: str | None = None
    outlets: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    term: str | None = None
    text: str | None = None
    min_reports: int = 1

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filters as conditions on ``Article``, to be joined by *and*."""
        return [presentable(), *self.filters()]

    def filters(self) -> list[ColumnElement[bool]]:
        """Conditions for the filters that are set."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(Article.published_at >= self.since)
        if self.until is not None:
            found.append(Article.published_at < self.until)
        if self.event_since is not None:
            found.append(Article.event_date >= self.event_since)
        if self.event_until is not None:
            found.append(Article.event_date <= self.event_until)
        if self.region:
            inside = Article.region_code.startswith(f"{self.region}.", autoescape=True)
            found.append(or_(Article.region_code == self.region, inside))
        if self.outlets:
            found.append(Article.outlet.in_(self.outlets))
        if self.networks:
            found.append(Article.network.in_(self.networks))
        if self.collections:
            found.append(or_(*map(in_collection, self.collections)))
        if self.term:
            found.append(_has_term(self.term))
        if self.min_reports > 1:
            large = select(Article.event_id).where(presentable()).group_by(Article.event_id)
            found.append(Article.event_id.in_(large.having(func.count() >= self.min_reports)))
        if self.text:
            found.append(
                or_(
                    Article.title.icontains(self.text, autoescape=True),
                    Article.body.icontains(self.text, autoescape=True),
                )
            )
        return found

    @property
    def whole(self) -> bool:
        """True if no filter is set: every relevant article that is not withheld."""
        return self == Selection()

    def chosen_outlets(self) -> list[ColumnElement[bool]]:
        """The filters on outlets and networks, as conditions on ``Outlet``."""
        found: list[ColumnElement[bool]] = []
        if self.outlets:
            found.append(Outlet.name.in_(self.outlets))
        if self.networks:
            found.append(Outlet.network.in_(self.networks))
        return found


def require_known(session: Session, selection: Selection) -> None:
    """Raises ``ArchiveError`` for an outlet, a network or a term that the archive does not have."""
    outlets, networks = set[str](), set[str]()
    for name, network in session.execute(select(Outlet.name, Outlet.network)):
        outlets.add(name)
        networks.add(network)
    _require("outlet", selection.outlets, outlets)
    _require("network", selection.networks, networks)
    if selection.collections:
        _require("collection", selection.collections, set(session.scalars(select(Collection.name))))
    if selection.term:
        found = session.scalar(select(Article.article_id).where(_has_term(selection.term)).limit(1))
        if found is None:
            raise ArchiveError(f"no article with the term {selection.term!r}; matched_terms of an export has them all")


def _require(kind: str, asked: Iterable[str], known: set[str]) -> None:
    for name in asked:
        if name not in known:
            raise ArchiveError(f"no {kind} {name!r} in the archive; there are: {', '.join(sorted(known)) or 'none'}")


def in_collection(name: str) -> ColumnElement[bool]:
    """The condition that an article came with the collection of this name."""
    return cast(Article.collections, String).contains(json.dumps(name, ensure_ascii=False), autoescape=True)


def _has_term(term: str) -> ColumnElement[bool]:
    # a list is kept as JSON text, in which a whole term stands between quotes
    return cast(Article.matched_terms, String).contains(json.dumps(term, ensure_ascii=False), autoescape=True)
