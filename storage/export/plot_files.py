"""Pictures of the archive as files: SVG, PNG, and the data behind them as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.archive.archive import Archive
from storage.events.selection import Selection, require_known
from storage.export import plot_rows
from storage.export.formats import guarded
from storage.export.plot_rows import Row

SUBJECTS = ("events", "coverage", "outlets", "network")
"""Subjects that ``drawn`` knows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the stem of its files' names, its rows (one at least), and its chart."""

    name: str
    rows: Sequence[Row]
    draw: Callable[[Sequence[Row]], Any]

    def write(self, folder: Path) -> list[Path]:
        """Write SVG, PNG and CSV into the folder; return their paths."""
        from storage.export import plots

        chart = self.draw(self.rows)
        paths = [(folder / self.name).with_suffix(suffix) for suffix in (".svg", ".png", ".csv")]
        paths[0].write_text(plots.svg(chart), encoding="utf-8")
        paths[1].write_bytes(plots.png(chart))
        lines = [",".join(self.rows[0]), *(",".join(map(_cell, row.values())) for row in self.rows)]
        paths[2].write_text("".join(f"{line}\r\n" for line in lines), encoding="utf-8", newline="")
        return paths


def drawn(archive: Archive, subject: str, chosen: Selection, *, region_names: Mapping[str, str]) -> list[Picture]:
    """The pictures of a subject that have something to show.

    ``region_names`` maps Kemendagri codes to names. Raises ``ArchiveError`` for a selection that names what the archive
    does not know.
    """
    from storage.export import plots  # the drawing library takes a second to load, and every command loads this module

    with archive.reading() as session:
        require_known(session, chosen)
        if subject == "events":
            weeks = plot_rows.events_by_week(session, chosen, lambda code: region_names.get(code, code))
            pictures = [
                Picture("events", weeks, plots.events_by_week),
                Picture("lag", plot_rows.lags(session, chosen), plots.lags),
            ]
        elif subject == "coverage":
            pictures = [Picture("coverage", plot_rows.coverage_calendar(session, chosen), plots.coverage_calendar)]
        else:
            copies = plot_rows.who_copies_whom(session, chosen, "outlet" if subject == "outlets" else "network")
            pictures = [Picture(subject, copies, plots.who_copies_whom)]
        return [picture for picture in pictures if picture.rows]


def _cell(value: Any) -> str:
    return '"' + guarded(str(value)).replace('"', '""') + '"'
