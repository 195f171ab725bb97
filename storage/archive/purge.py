"""Purge of an article, as its takedown keeps it: what is to be destroyed, which records hold it, how far that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storage.db.dialects import portions
from storage.exceptions import ArchiveError
from storage.models import Article, Capture, Takedown, Version
from storage.raw.tombstone import RecordPlace, is_buried

PURGED = "purged"
"""``extractor`` of an article that is purged."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Article of a purge, as far as it must be known where the article itself is not: a database made anew."""

    article_id: str
    outlet: str
    url: str
    url_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """An order to destroy the text and the records of an article.

    ``records`` are those found so far, in the order of their places, in the WARC files that were ``searched``: several
    machines have some each. ``purged_at`` (aware) is when all were destroyed.
    """

    subject: Subject
    taken_at: datetime
    ordered_at: datetime
    by: str
    why: str
    records: tuple[RecordPlace, ...] = ()
    searched: tuple[str, ...] = ()
    purged_at: datetime | None = None

    @classmethod
    def of(cls, takedown: Takedown) -> Self:
        """The order in a takedown. Raises ``ArchiveError`` for one that cannot be read."""
        try:
            values: dict[str, Any] = dict(takedown.purge or {})
            subject = Subject(takedown.article_id, *(str(values[name]) for name in ("outlet", "url", "url_key")))
            return cls(
                subject=subject,
                taken_at=takedown.taken_at,
                ordered_at=datetime.fromisoformat(values["ordered_at"]),
                by=values["by"],
                why=values["why"],
                records=tuple(RecordPlace(*map(_checked, one, (str, int, int, str))) for one in values["records"]),
                searched=tuple(_checked(one, str) for one in values["searched"]),
                purged_at=datetime.fromisoformat(values["purged_at"]) if values["purged_at"] else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ArchiveError(
                f"the purge of {takedown.article_id} cannot be read ({error!r}): mend the line of takedowns.jsonl"
            ) from error

    def row(self) -> dict[str, Any]:
        """The order as a takedown keeps it."""
        facts = {name: value for name, value in asdict(self.subject).items() if name != "article_id"}
        return facts | {
            "by": self.by,
            "why": self.why,
            "ordered_at": self.ordered_at.isoformat(),
            "records": [list(astuple(place)) for place in self.records],
            "searched": list(self.searched),
            "purged_at": self.purged_at.isoformat() if self.purged_at else None,
        }


def purges(session: Session) -> list[Purge]:
    """Every purge that was ordered, oldest first."""
    rows = session.scalars(select(Takedown).where(Takedown.withdrawn_at.is_(None)).order_by(Takedown.taken_at))
    return [Purge.of(row) for row in rows if row.purge is not None]


def outstanding(session: Session, warc_folder: Path) -> Iterator[tuple[Purge, str]]:
    """Purges that are not done, or must be done again, as where a backup brought something back; with the reason."""
    for purge in purges(session):
        if purge.purged_at is None:
            yield purge, "is not done"
        elif _is_held(session, purge):
            yield purge, "must be done again: the database holds of it what it held before"
        elif any(_is_back(warc_folder, place, purge) for place in purge.records):
            yield purge, "must be done again: the raw archive holds records of it"


def _is_held(session: Session, purge: Purge) -> bool:
    """True if tables hold a text of the article or point at its records, or do not know that it is purged."""
    subject = purge.subject
    article = session.get(Article, subject.article_id)
    if article is None or article.extractor != PURGED or article.body:
        return True
    texts: ColumnElement[bool] = Version.article_id == subject.article_id
    page = Capture.outlet == subject.outlet, Capture.url == subject.url
    known = [select(Version.article_id).where(texts), select(Capture.record_id).where(*page)]
    known += [
        select(Capture.record_id).where(Capture.record_id.in_(some))
        for some in portions(place.record_id for place in purge.records)
    ]
    return any(session.scalar(query.limit(1)) is not None for query in known)


def _is_back(folder: Path, place: RecordPlace, purge: Purge) -> bool:
    path = folder / place.warc_file
    return path.is_file() and not is_buried(folder, place, purge.subject.article_id, purge.ordered_at)


def _checked(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value
