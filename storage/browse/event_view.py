"""Content of an event's page, read from the archive itself: an article withheld a moment ago is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.browse.comparison import Compared, Fact, Text, compared
from storage.browse.silence import Silence, silence
from storage.calendar import moment_of, surely_before
from storage.clustering.constraints import Judgement
from storage.db.dialects import portions
from storage.events.details import EventArticle, EventDetails, details
from storage.events.selection import presentable
from storage.events.summaries import EventSummary, summary
from storage.events.update import resolve
from storage.models import Article, Capture, Outlet
from storage.raw.reader import read_record
from storage.records.judgements import listed

COMPARED = 60
"""Texts of an event that are held against each other, the earliest ones."""
SIDE_BY_SIDE = 4
"""Texts that are shown unfolded, one beside the other; more of them are a list."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One text of an event: the first report with it, those that copied it, and how it stands beside the others.

    ``nearest`` is the number of the text that it resembles most, with the score; ``excerpt``: ``body`` is but the
    beginning; ``stored``: its page is in the raw archive here.
    """

    number: int
    report: EventArticle
    outlet_title: str
    comparison: Compared
    copies: tuple[EventArticle, ...]
    nearest: tuple[int, float] | None
    excerpt: bool
    stored: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: how many reports it names that may be shown, and which other events."""

    changed_at: datetime
    kind: str
    reports: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with its texts in order of publication.

    ``first_known``: the first is known to have come before the others. ``later`` are reports beyond the ``COMPARED``
    texts.
    """

    event_id: str
    summary: EventSummary
    texts: tuple[ReportView, ...]
    first_known: bool
    later: tuple[EventArticle, ...]
    facts: tuple[Fact, ...]
    history: tuple[Change, ...]
    judgements: tuple[Judgement, ...]
    silence: Silence
    outlet_titles: dict[str, str]

    @property
    def compared(self) -> int:
        """Reports that were held against each other, copies included."""
        return self.summary.articles - len(self.later)

    @property
    def side_by_side(self) -> bool:
        """True if the texts are few enough to be read beside each other."""
        return len(self.texts) <= SIDE_BY_SIDE


def event_view(archive: Archive, event_id: str) -> EventView | None:
    """The event with this id, or the one it was merged into; ``None`` for one that shows nothing."""
    with archive.reading() as session:
        event = details(session, event_id)
        if event is None or event.summary is None:
            return None
        return _viewed(session, event, event.summary)


def living(archive: Archive, event_id: str) -> EventSummary | None:
    """The event with this id, or the one it was merged into, in short; ``None`` for one that shows nothing."""
    with archive.reading() as session:
        found = resolve(session, event_id)
        return summary(session, found) if found else None


def _viewed(session: Session, event: EventDetails, about: EventSummary) -> EventView:
    originals = [report for report in event.reports if report.copy_of is None]
    first = originals[:COMPARED]
    articles = {
        article.article_id: article
        for article in session.scalars(select(Article).where(Article.article_id.in_([one.article_id for one in first])))
    }
    copies = Counter(report.copy_of for report in event.reports)
    comparisons, facts = compared(
        [_text(articles[report.article_id], 1 + copies[report.article_id]) for report in first]
    )
    number_of: dict[str, int] = {report.article_id: number for number, report in enumerate(first, 1)}
    number_of |= {
        report.article_id: number_of[report.copy_of] for report in event.reports if report.copy_of in number_of
    }
    titles = {name: title for name, title in session.execute(select(Outlet.name, Outlet.title))}  # noqa: C416
    stored = _stored(session, first)
    texts = tuple(
        ReportView(
            number=number,
            report=report,
            outlet_title=titles.get(report.outlet, report.outlet),
            comparison=comparison,
            copies=tuple(copy for copy in event.reports if copy.copy_of == report.article_id),
            nearest=_nearest(report, number, number_of),
            excerpt=articles[report.article_id].package == "excerpt",
            stored=report.article_id in stored,
        )
        for number, (report, comparison) in enumerate(zip(first, comparisons, strict=True), 1)
    )
    members = {report.article_id for report in event.reports}
    return EventView(
        event_id=event.event_id,
        summary=about,
        texts=texts,
        first_known=_first_known(event.reports),
        later=tuple(report for report in event.reports if report.article_id not in number_of),
        facts=facts,
        history=tuple(_history(session, event)),
        judgements=tuple(one for one in listed(session) if one.articles & members),
        silence=silence(session, about),
        outlet_titles=titles,
    )


@dataclass(frozen=True, slots=True)
class PairView:
    """Two texts of an event, each as it stands beside the other alone."""

    event_id: str
    reports: tuple[EventArticle, EventArticle]
    comparisons: tuple[Compared, ...]
    facts: tuple[Fact, ...]
    outlet_titles: dict[str, str]


def pair_view(archive: Archive, event_id: str, one: str, other: str) -> PairView | None:
    """Two articles of an event, in order of publication; ``None`` if they are not in it or the same."""
    with archive.reading() as session:
        event = details(session, event_id)
        chosen = [report for report in event.reports if report.article_id in (one, other)] if event else []
        if event is None or len(chosen) != 2:
            return None
        texts = [_text(session.get_one(Article, report.article_id)) for report in chosen]
        titles = {name: title for name, title in session.execute(select(Outlet.name, Outlet.title))}  # noqa: C416
    comparisons, facts = compared(texts)
    return PairView(event.event_id, (chosen[0], chosen[1]), comparisons, facts, titles)


def _first_known(reports: Sequence[EventArticle]) -> bool:
    """Whether the first report came before every other: one that is undated may have been earlier too."""
    first, *others = (moment_of(one.published_at, one.published_precision) for one in reports)
    return all(surely_before(first, other) for other in others)


def _text(article: Article, reports: int = 1) -> Text:
    return Text(
        article_id=article.article_id,
        title=article.title,
        body=article.body,
        event_date=article.event_date,
        region=article.region,
        place=article.place,
        reports=reports,
    )


def _nearest(report: EventArticle, number: int, number_of: dict[str, int]) -> tuple[int, float] | None:
    near = report.nearest
    if near is None or number_of.get(near.article_id, number) == number:
        return None
    return number_of[near.article_id], near.score


def _stored(session: Session, reports: Sequence[EventArticle]) -> set[str]:
    query = select(Article.article_id).join(Capture, Capture.record_id == Article.warc_record_id)
    return set(session.scalars(query.where(Article.article_id.in_([report.article_id for report in reports]))))


def _history(session: Session, event: EventDetails) -> Iterable[Change]:
    named = {name for entry in event.history for name in _names(entry.detail) if name.startswith("a")}
    shown: set[str] = set()
    for portion in portions(named):
        shown.update(session.scalars(select(Article.article_id).where(presentable(), Article.article_id.in_(portion))))
    for entry in event.history:
        names = dict.fromkeys(_names(entry.detail))
        yield Change(
            entry.changed_at,
            entry.kind,
            sum(name in shown for name in names),
            tuple(name for name in names if name.startswith("e")),
        )


def _names(detail: Any) -> Iterable[str]:
    """Ids of articles and events anywhere in the detail of a change."""
    if isinstance(detail, dict):
        for value in detail.values():
            yield from _names(value)
    elif isinstance(detail, list):
        for value in detail:
            yield from _names(value)
    elif isinstance(detail, str) and len(detail) == 17 and detail[0] in "ae":
        yield detail


def stored_page(archive: Archive, warc: Path, article_id: str) -> tuple[str, bytes] | None:
    """The page of an article as it was received, with a file name made of its id; ``None`` where there is none to show.

    The bytes are still content-encoded, and the name says so. Raises ``WarcError`` when the raw archive does not give
    them.
    """
    with archive.reading() as session:
        query = select(Capture).join(Article, Article.warc_record_id == Capture.record_id)
        capture = session.scalar(query.where(presentable(), Article.article_id == article_id))
    if capture is None:
        return None
    record = read_record(warc, capture.warc_file, capture.offset, capture.length)
    encoding = next((value.lower() for name, value in record.headers if name.lower() == "content-encoding"), "")
    # not .html: a double click must not run the scripts of the page
    suffix = {"gzip": ".txt.gz", "br": ".txt.br", "zstd": ".txt.zst"}.get(encoding.strip(), ".txt")
    return f"{article_id}{suffix}", record.body
