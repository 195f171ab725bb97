"""Lists as files: the rows of events and articles exactly as an export writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.db.dialects import portions
from storage.events.selection import presentable
from storage.events.summaries import summaries_of
from storage.export.dictionary import EVENTS, articles_table
from storage.export.formats import Columns, Format, in_columns, require, write_table
from storage.export.tables import Facts, article_columns, event_values
from storage.models import Article

Kind = Literal["events", "articles"]

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
"""Of the files that are offered; ``json`` is one document that also names the address of the rows behind these."""


def listed(archive: Archive, kind: Kind, events: Sequence[str], ending: str, following: str | None) -> bytes:
    """The events with these ids in this order, or their articles by publication, as a file.

    Raises ``ArchiveError`` when a format needs a package that is not installed.
    """
    format: Format = "csv" if ending == "csv" else "parquet" if ending == "parquet" else "jsonl"
    require(format)
    fields = EVENTS.fields if kind == "events" else articles_table(with_text=False).fields
    with archive.reading() as session, TemporaryDirectory(prefix="kliping-") as folder:
        path = Path(folder) / "rows"
        rows = _events(session, events) if kind == "events" else _articles(session, events)
        write_table(path, fields, rows, format)
        found = path.read_bytes()
    return _document(kind, found, following) if ending == "json" else found


def _events(session: Session, events: Sequence[str]) -> Iterable[Columns]:
    found = {one.event_id: one for portion in portions(events) for one in summaries_of(session, portion)}
    return in_columns(event_values(found[event]) for event in events if event in found)


def _articles(session: Session, events: Sequence[str]) -> Iterable[Columns]:
    conditions = [presentable(), Article.event_id.in_(events)]
    return article_columns(session, conditions, articles_table(with_text=False).fields, Facts())


def _document(kind: Kind, lines: bytes, following: str | None) -> bytes:
    rows = b",\n ".join(lines.splitlines())
    after = f'"{following}"' if following else "null"
    return b'{"%s": [\n %s\n],\n"next": %s}\n' % (kind.encode(), rows, after.encode())
