"""A data package of the archive: events, articles, outlets, coverage, and what one must know to cite them.

Nothing in a package comes from the clock: the same archive and the same arguments give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.archive import Archive
from storage.coverage import coverage
from storage.event_summaries import summaries
from storage.exceptions import ArchiveError, of_writing
from storage.export_dictionary import COVERAGE, EVENTS, OUTLETS, Table, articles_table
from storage.export_folder import DESCRIPTOR, README, replaced
from storage.export_formats import Format, require, write_table
from storage.export_package import Facts, Gaps, Query, Written, descriptor, readme
from storage.models import Article, Outlet
from storage.selection import Selection, withheld
from storage.signatures import JAKARTA

EXCERPT = 200
"""Characters of an excerpt, at most; it ends with a whole word."""

_ROWS = 500


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Where the package is, and how many rows each table has.

    ``without_event`` counts articles in it that no event holds yet, because they came in after the last clustering.
    """

    folder: Path
    events: int
    articles: int
    outlets: int
    coverage: int
    without_event: int


def export(
    archive: Archive,
    folder: Path,
    *,
    format: Format = "csv",
    since: datetime | None = None,
    until: datetime | None = None,
    region: str | None = None,
    outlets: tuple[str, ...] = (),
    with_text: bool = False,
    version: str,
) -> ExportReport:
    """Writes a data package into ``folder``, which it replaces as a whole if an earlier export wrote it.

    ``since`` (inclusive) and ``until`` (exclusive) are aware and go by ``published_at``; ``region`` is a Kemendagri
    code, and a province holds its kabupaten and kota; ``outlets`` are names. An event is there when one of its articles
    is, and its counts describe the whole event. ``version`` is the project's. Raises ``ArchiveError`` for an outlet
    that is not in the archive, for a folder that no export wrote, and when the folder cannot be written
    (``ArchiveFull``: no room); what was there then stays.
    """
    require(format)
    selection = Selection(since=since, until=until, region=region, outlets=outlets)
    query = Query(format=format, selection=selection, with_text=with_text, version=version)
    try:
        with archive.reading() as session, replaced(folder) as draft:
            _require_outlets(session, outlets)
            facts = Facts(withheld=_withheld(session, selection))
            tables = (
                (EVENTS, _events(session, selection)),
                (articles_table(with_text=with_text), _articles(session, selection, with_text, facts)),
                (OUTLETS, _outlets(session, selection)),
                (COVERAGE, _coverage(session, selection, facts.gaps)),
            )
            written = []
            for table, rows in tables:
                path = draft / f"{table.name}.{format}"
                written.append(Written(table, path, write_table(path, table.fields, rows, format)))
            _write(draft / DESCRIPTOR, descriptor(query, written))
            _write(draft / README, readme(query, written, facts))
    except OSError as error:
        raise of_writing(error, folder) from error
    counts = {one.table.name: one.rows for one in written}
    return ExportReport(folder=folder, **counts, without_event=facts.without_event)


def _require_outlets(session: Session, names: Sequence[str]) -> None:
    known = set(session.scalars(select(Outlet.name)))
    for name in names:
        if name not in known:
            among = ", ".join(sorted(known)) or "none"
            raise ArchiveError(f"no outlet {name!r} in the archive; there are: {among}")


def _withheld(session: Session, selection: Selection) -> int:
    """How many articles would be here if nobody had asked for their removal."""
    hidden = select(func.count()).where(Article.relevant.is_(True), withheld(), *selection.filters())
    return session.scalars(hidden).one()


def _row(table: Table, values: dict[str, Any]) -> list[Any]:
    return [_local(values[field.name]) for field in table.fields]


def _local(value: Any) -> Any:
    return value.astimezone(JAKARTA) if isinstance(value, datetime) else value


def _events(session: Session, selection: Selection) -> Iterator[list[Any]]:
    for summary in summaries(session, selection):
        yield [_local(getattr(summary, field.name)) for field in EVENTS.fields]


def _articles(session: Session, selection: Selection, with_text: bool, facts: Facts) -> Iterator[list[Any]]:
    table = articles_table(with_text=with_text)
    columns = [
        func.substr(Article.body, 1, EXCERPT * 2).label("excerpt")
        if field.name == "excerpt"
        else getattr(Article, field.name)
        for field in table.fields
    ]
    query = (
        select(*columns)
        .where(*selection.conditions())
        .order_by(Article.published_at.is_(None), Article.published_at, Article.article_id)
    )
    for row in session.execute(query, execution_options={"yield_per": _ROWS}):
        values = dict(row._mapping)
        if "excerpt" in values:
            values["excerpt"] = _excerpt(values["excerpt"])
        facts.extractors[values["extractor"]] += 1
        facts.without_event += values["event_id"] is None
        yield _row(table, values)


def _excerpt(beginning: str) -> str:
    text = " ".join(beginning.split())
    if len(text) <= EXCERPT:
        return text
    return text[: EXCERPT - 1].rpartition(" ")[0].rstrip(",;:. ") + "…"


def _outlets(session: Session, selection: Selection) -> Iterator[list[Any]]:
    selected = select(Article.outlet, func.count()).where(*selection.conditions()).group_by(Article.outlet)
    counts: dict[str, int] = dict(session.execute(selected).all())
    query = select(Outlet).order_by(Outlet.name)
    if selection.outlets:
        query = query.where(Outlet.name.in_(selection.outlets))
    for outlet in session.scalars(query):
        values = {field.name: getattr(outlet, field.name, None) for field in OUTLETS.fields}
        yield _row(OUTLETS, values | {"outlet": outlet.name, "articles": counts.get(outlet.name, 0)})


def _coverage(session: Session, selection: Selection, gaps: Gaps) -> Iterator[list[Any]]:
    for day in coverage(session, selection.outlets):
        gaps.add(day)
        facts: dict[str, Any] = {"outlet": day.outlet, "day": day.day, "crawled": day.crawled, "status": day.status}
        yield _row(COVERAGE, facts | day.counts)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
