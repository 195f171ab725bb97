"""Rows of every table of an export, streamed: no table is ever held in memory.

The tables of most rows come a column at a time (``Columns``), so that little is done for each row.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, case, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.calendar import JAKARTA
from storage.clustering.feature_words import words_against, words_for
from storage.db.dialects import portions
from storage.db.json_lists import kept as kept_lists
from storage.db.json_lists import texts
from storage.events.pairs import evidence_of
from storage.events.selection import Selection, in_collection, presentable
from storage.events.summaries import EventSummary, summaries
from storage.export.dictionary import EVENTS, Field
from storage.export.formats import GROUP, Columns, in_columns
from storage.export.regions import joined
from storage.health.coverage import Day, coverage, looked_back, nights
from storage.models import Article, Collection, Event, EventChange, Outlet, Pair, Run, Takedown
from storage.records import judgements

EXCERPT = 200
"""Characters of an excerpt, at most; it ends with a whole word."""

Values = Sequence[Any]
"""One row: a value for each field."""


@dataclass(slots=True)
class Gaps:
    """Nights of each outlet: the days of each status (``none``: days without a crawl), first and last.

    Days that follow each other are kept as one span. ``reach`` is the first day of publication that was looked for.
    """

    spans: dict[str, dict[str, list[tuple[date, date]]]] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    first: dict[str, date] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    reach: dict[str, date] = field(default_factory=dict)

    def add(self, day: Day) -> None:
        """Counts one day; days come in order."""
        status = day.status or "none"
        self.counts.setdefault(day.outlet, Counter())[status] += 1
        self.first.setdefault(day.outlet, day.day)
        self.last[day.outlet] = day.day
        spans = self.spans.setdefault(day.outlet, {}).setdefault(status, [])
        if spans and (day.day - spans[-1][1]).days == 1:
            spans[-1] = (spans[-1][0], day.day)
        else:
            spans.append((day.day, day.day))


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported collection, and how many of the selected articles came with it."""

    name: str
    title: str | None
    licence: str | None
    source: str | None
    articles: int


@dataclass(slots=True)
class Facts:
    """Facts that are learned while the tables are written.

    ``events`` are the ids in the table ``events``, ``former`` the others in ``event_ids``; ``articles`` counts the
    articles of each outlet, ``without_event`` those that no event holds yet. ``hidden`` are all articles that were
    taken down or ask not to be archived; ``withheld`` counts those of them that the filters let through,
    ``judgements_withheld`` judgements left out because they name one. ``excerpts`` counts articles of which the archive
    itself holds an excerpt only, ``from_package`` those that came with an imported package.
    ``origins`` counts the selected articles by who decided on them, ``collections`` are the imported ones among them.
    ``regions`` are the codes that occur. ``never_crawled`` are outlets without any coverage. ``last_run``: when the
    archive's last crawl began.
    """

    hidden: frozenset[str] = frozenset()
    gaps: Gaps = field(default_factory=Gaps)
    articles: Counter[str] = field(default_factory=Counter)
    events: set[str] = field(default_factory=set)
    former: set[str] = field(default_factory=set)
    extractors: Counter[str] = field(default_factory=Counter)
    never_crawled: list[str] = field(default_factory=list)
    last_run: datetime | None = None
    without_event: int = 0
    withheld: int = 0
    judgements_withheld: int = 0
    excerpts: int = 0
    from_package: int = 0
    origins: Counter[str] = field(default_factory=Counter)
    collections: tuple[Imported, ...] = ()
    regions: set[str | None] = field(default_factory=set)


def facts(session: Session, selection: Selection) -> Facts:
    """Facts of the selection that are known before its tables are read."""
    taken_down = select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None))
    hidden = {*session.scalars(taken_down), *session.scalars(select(Article.article_id).where(Article.noarchive))}
    asked = select(func.count()).where(Article.relevant, *selection.filters())
    last_run = session.scalar(select(func.max(Run.started_at)))
    return Facts(
        hidden=frozenset(hidden),
        withheld=sum(session.scalars(asked.where(Article.article_id.in_(few))).one() for few in portions(hidden)),
        last_run=last_run.astimezone(JAKARTA) if last_run else None,
        origins=_origins(session, selection),
        collections=tuple(_imported(session, selection)),
    )


def _origins(session: Session, selection: Selection) -> Counter[str]:
    query = select(Article.relevance_origin, func.count()).where(*selection.conditions())
    return Counter({origin: count for origin, count in session.execute(query.group_by(Article.relevance_origin))})  # noqa: C416 - typed so


def _imported(session: Session, selection: Selection) -> Iterator[Imported]:
    for one in session.scalars(select(Collection).order_by(Collection.name)):
        query = select(func.count()).select_from(Article).where(*selection.conditions(), in_collection(one.name))
        if count := session.scalars(query).one():
            yield Imported(one.name, one.title, one.licence, one.source, count)


def events(session: Session, selection: Selection, found: Facts) -> Iterator[Values]:
    """Events of which at least one article is selected."""
    for summary in summaries(session, selection):
        found.events.add(summary.event_id)
        found.regions.add(summary.region_code)
        yield event_values(summary)


def event_values(summary: EventSummary) -> Values:
    """The row of one event."""
    own: Values = attrgetter(*(one.name for one in EVENTS.fields if not one.derived))(summary)
    return [*own, *(joined(one.name, summary.region_code) for one in EVENTS.fields if one.derived)]


def articles(session: Session, selection: Selection, fields: Sequence[Field], found: Facts) -> Iterator[Columns]:
    """The selected articles by publication, those of unknown date last."""
    return article_columns(session, selection.conditions(), fields, found)


def article_columns(
    session: Session, conditions: Sequence[ColumnElement[bool]], fields: Sequence[Field], found: Facts
) -> Iterator[Columns]:
    """The articles that meet these conditions, in the order of ``articles``."""
    columns = [_article_column(one) for one in fields]
    query = select(*columns, Article.package).where(*conditions)
    dated = query.where(Article.published_at.is_not(None)).order_by(Article.published_at, Article.article_id)
    undated = query.where(Article.published_at.is_(None)).order_by(Article.article_id)
    names = [one.name for one in fields]
    for *read, packages in in_columns(chain(_streamed(session, dated), _streamed(session, undated))):
        found.from_package += len(packages) - packages.count(None)
        found.excerpts += packages.count("excerpt")
        found.articles.update(read[names.index("outlet")])
        found.regions.update(read[names.index("region_code")])
        found.extractors.update(read[names.index("extractor")])
        found.without_event += read[names.index("event_id")].count(None)
        yield [_article_values(one, column) for one, column in zip(fields, read, strict=True)]


def outlets(session: Session, selection: Selection, fields: Sequence[Field], found: Facts) -> Iterator[Values]:
    """The outlets asked for, also those without an article; after ``articles``, which counts theirs."""
    crawled = nights(session)
    for outlet in session.scalars(select(Outlet).where(*selection.chosen_outlets()).order_by(Outlet.name)):
        first, last = crawled.get(outlet.name, (None, None))
        if first is None:
            found.never_crawled.append(outlet.name)
        values = {one.name: getattr(outlet, one.name, None) for one in fields}
        values |= {"outlet": outlet.name, "articles": found.articles[outlet.name]}
        values |= {"first_night": first, "last_night": last}
        yield list(values.values())


def covered(session: Session, selection: Selection, found: Facts) -> Iterator[Values]:
    """Every day of the outlets asked for."""
    chosen = None if not selection.chosen_outlets() else _outlet_names(session, selection)
    found.gaps.reach = looked_back(session)
    for day in coverage(session, chosen):
        found.gaps.add(day)
        yield [day.outlet, day.day, day.crawled, *day.counts.values(), day.status, day.reason]


def pairs(session: Session, selection: Selection) -> Iterator[Columns]:
    """Pairs of which both articles are selected."""
    one, other = aliased(Article), aliased(Article)
    query = (
        select(
            Pair.a,
            Pair.b,
            one.event_id,
            other.event_id.label("other_event"),
            or_(one.published_precision == "day", other.published_precision == "day").label("timeless"),
            Pair.score,
            Pair.copy,
            Pair.version,
            cast(Pair.evidence, String).label("evidence"),
        )
        .join(one, one.article_id == Pair.a)
        .join(other, other.article_id == Pair.b)
        .order_by(Pair.a, Pair.b)
    )
    if selection.whole:
        query = query.where(presentable(one), presentable(other))
    else:
        chosen = select(Article.article_id).where(*selection.conditions())
        query = query.where(Pair.a.in_(chosen), Pair.b.in_(chosen))
    for a, b, events, others, timeless, scores, copies, versions, kept in in_columns(_streamed(session, query)):
        stored = [json.loads(one) for one in kept]
        worked_out = evidence_of(session, ((a, b) for a, b, one in zip(a, b, stored, strict=True) if not one))
        evidence = [one or next(worked_out) for one in stored]
        yield [
            *(a, b, [one if one == other else None for one, other in zip(events, others, strict=True)], scores, copies),
            *([one.get(name) for one in evidence] for name in _MEASURED[:3]),
            # between a day without a time and another moment there are no hours to count
            [None if unknown else one.get("hours_apart") for one, unknown in zip(evidence, timeless, strict=True)],
            *([one.get(name) for one in evidence] for name in _MEASURED[4:]),
            *([one.get(name, []) for one in evidence] for name in _SHARED),
            *([list(words(one)) for one in evidence] for words in (words_for, words_against)),
            [[f"{name}={points}" for name, points in one.get("weight", {}).items()] for one in evidence],
            versions,
        ]


_MEASURED = ("wording", "title", "passages", "hours_apart", "days_apart", "dates", "regions", "same_outlet")
_SHARED = ("speakers", "names", "terms", "numbers")


def judged(session: Session, selection: Selection, found: Facts) -> Iterator[Values]:
    """All judgements, or those about a selected article; never one that names a withheld article."""
    for one in judgements.listed(session):
        if not one.articles.isdisjoint(found.hidden):
            found.judgements_withheld += 1
            continue
        if not selection.whole and not _any_selected(session, selection, one.articles):
            continue
        yield [
            *(one.judgement_id, one.verdict, list(one.a), list(one.b), one.by, one.why, one.judged_at),
            *(one.withdrawn_at, one.withdrawn_by, one.withdrawn_why),
        ]


def _any_selected(session: Session, selection: Selection, ids: frozenset[str]) -> bool:
    query = select(Article.article_id).where(*selection.conditions())
    return any(
        session.scalar(query.where(Article.article_id.in_(portion)).limit(1)) is not None for portion in portions(ids)
    )


def event_ids(session: Session, selection: Selection, found: Facts) -> Iterator[Values]:
    """Ids of the events that are exported, and those that lead to one; of a whole archive also those of no event."""
    merged = select(Event.event_id, Event.redirect_to).where(Event.redirect_to.is_not(None))
    redirects = {name: heir for name, heir in session.execute(merged) if heir is not None}

    def led_to(name: str) -> str:
        while name in redirects:
            name = redirects[name]
        return name

    empty = ~exists().where(Article.event_id == Event.event_id)
    lost: set[str] = set()
    for portion in portions({led_to(name) for name in redirects} - found.events):
        lost.update(session.scalars(select(Event.event_id).where(Event.event_id.in_(portion), empty)))
    query = select(Event.event_id, Event.founded_at, empty).order_by(Event.event_id)
    for name, founded_at, is_empty in _streamed(session, query):
        end = led_to(name)
        is_shown, is_lost = end in found.events, end in lost if name in redirects else is_empty
        if is_shown or (selection.whole and is_lost):
            if name not in found.events:
                found.former.add(name)
            yield name, end if is_shown else None, founded_at


def history(session: Session, found: Facts) -> Iterator[Values]:
    """Changes of the events in ``event_ids``, which goes before, by event and in order; withheld articles are left
    out.
    """
    query = select(EventChange.event_id, EventChange.changed_at, EventChange.kind, EventChange.detail)
    query = query.order_by(EventChange.event_id, EventChange.change_id)
    for event_id, changed_at, kind, detail in _streamed(session, query):
        if event_id not in found.events and event_id not in found.former:
            continue
        moved = detail.get("articles", [])
        named = [article for article in moved if article not in found.hidden]
        if moved and not named and kind != "founded":
            continue
        into = detail.get("into", [])
        into = [into] if isinstance(into, str) else into
        yield event_id, changed_at, kind, named, detail.get("from", []), into


def _outlet_names(session: Session, selection: Selection) -> Sequence[str]:
    return session.scalars(select(Outlet.name).where(*selection.chosen_outlets())).all()


def _article_column(one: Field) -> ColumnElement[Any] | InstrumentedAttribute[Any]:
    """The column of a field, read in the form that costs least: there are a million rows of them."""
    if one.name == "excerpt":
        return func.substr(Article.body, 1, EXCERPT * 2)
    if one.name == "body":
        return case((Article.package == "excerpt", None), else_=Article.body)
    column: InstrumentedAttribute[Any] = getattr(Article, "region_code" if one.derived else one.name)
    if one.kind == "array":
        return kept_lists(column)
    return column


def _excerpt(beginning: str) -> str:
    text = " ".join(beginning.split())
    if len(text) <= EXCERPT:
        return text
    return text[: EXCERPT - 1].rpartition(" ")[0].rstrip(",;:. ") + "…"


def _article_values(one: Field, column: Sequence[Any]) -> Sequence[Any]:
    """The values of a field, from what ``_article_column`` read of it."""
    if one.name == "excerpt":
        return [_excerpt(beginning) for beginning in column]
    if one.derived:
        return [joined(one.name, code) for code in column]
    if one.kind == "array":
        return list(map(texts, column))
    return column


def _streamed(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    # by way of the session every row would be made twice
    return iter(session.connection().execute(query, execution_options={"yield_per": GROUP}))
