"""A data package of the archive: its tables, and what one must know to read and cite them.

Nothing in a package comes from the clock: the same archive and the same arguments give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.gc_pause import without_cycle_search
from storage.events.selection import Selection, require_known
from storage.exceptions import of_writing
from storage.export import tables
from storage.export.descriptor import Query, Written, citation, descriptor
from storage.export.dictionary import OUTLETS
from storage.export.dictionary import tables as declared_tables
from storage.export.folder import CITATION, CODEBOOK, DESCRIPTOR, README, REGIONS, replaced
from storage.export.formats import Columns, Format, in_columns, require, write_table
from storage.export.readme import codebook, readme
from storage.export.regions import geojson


@dataclass(frozen=True, slots=True)
class Exported:
    """Folder of the package, and the number of rows of each table.

    ``without_event`` counts articles in it that no event holds yet, because they came in after the last clustering.
    """

    folder: Path
    events: int
    articles: int
    outlets: int
    coverage: int
    pairs: int
    judgements: int
    event_ids: int
    history: int
    without_event: int


def export(
    archive: Archive,
    folder: Path,
    *,
    format: Format = "csv",
    selection: Selection | None = None,
    with_text: bool = False,
    version: str,
    tick: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Writes a data package into ``folder``, which it replaces as a whole if an earlier export wrote it.

    An event is there when one of its articles is selected, and its counts describe the whole event. ``version`` is the
    project's; ``tick`` is told how many rows were written so far. Raises ``ArchiveError`` for an outlet, network or
    term that is not in the archive, for a folder that no export wrote, and when the folder cannot be written
    (``ArchiveFull``: no room); what was there then stays.
    """
    require(format)
    chosen = selection or Selection()
    query = Query(format=format, selection=chosen, with_text=with_text, version=version)
    try:
        with archive.reading() as session, replaced(folder) as draft:
            require_known(session, chosen)
            facts = tables.facts(session, chosen)
            wanted = {table.name: table for table in declared_tables(with_text=with_text)}
            streams: dict[str, Iterator[Columns]] = {
                "events": in_columns(tables.events(session, chosen, facts)),
                "articles": tables.articles(session, chosen, wanted["articles"].fields, facts),
                "outlets": in_columns(tables.outlets(session, chosen, OUTLETS.fields, facts)),
                "coverage": in_columns(tables.covered(session, chosen, facts)),
                "pairs": tables.pairs(session, chosen),
                "judgements": in_columns(tables.judged(session, chosen, facts)),
                "event_ids": in_columns(tables.event_ids(session, chosen, facts)),
                "history": in_columns(tables.history(session, facts)),
            }
            written: list[Written] = []
            for name, table in wanted.items():
                path = draft / f"{name}.{format}"
                groups = _told(streams[name], sum(one.rows for one in written), tick)
                with without_cycle_search():
                    written.append(Written(table, path, write_table(path, table.fields, groups, format)))
            _write(draft / REGIONS, geojson({code for code in facts.regions if code}))
            _write(draft / DESCRIPTOR, descriptor(query, written, facts))
            _write(draft / CITATION, citation(query, written, facts))
            _write(draft / CODEBOOK, codebook(query, written, facts))
            _write(draft / README, readme(query, written, facts))
    except OSError as error:
        raise of_writing(error, folder) from error
    counts = {one.table.name: one.rows for one in written}
    return Exported(folder=folder, **counts, without_event=facts.without_event)


def _told(groups: Iterable[Columns], before: int, tick: Callable[[int], None]) -> Iterator[Columns]:
    for group in groups:
        yield group
        before += len(group[0])
        tick(before)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
