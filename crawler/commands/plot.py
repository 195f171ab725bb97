"""``scrapy plot``: pictures of the archive, and the data behind them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crawler.annotation.gazetteer import gazetteer
from crawler.cli.command import BaseCommand
from crawler.cli.filters import SYNTAX, add_filters, selection
from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.events.selection import Selection, require_known
from storage.export import plot_rows
from storage.export.formats import guarded
from storage.export.plot_rows import Row

SUBJECTS = ("events", "coverage", "outlets", "network")


class Command(BaseCommand):
    """Draw events, coverage, and who copies whom.

    Writes SVG, PNG and the data behind (CSV): events (a week, by province; and hours from first to last report),
    coverage (outlet by day), outlets or network (who copies whom). Filters as of scrapy export; coverage heeds --since,
    --until, --outlet and --network.

    Example: scrapy plot events --output pictures
    """

    arguments = f"{'|'.join(SUBJECTS)} [--output DIR] {SYNTAX}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--output", "-o", metavar="DIR", default=".", help="folder of the files (default: here)")
        add_filters(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0] not in SUBJECTS:
            given = ", ".join(map(repr, map(shown, args))) or "none"
            raise UsageFailure(f"give one of {', '.join(SUBJECTS)} (given: {given}); see scrapy plot --help")
        with self.archive() as archive:
            drawn = _drawn(archive, args[0], selection(opts))
        if not any(rows for _, rows, _ in drawn):
            raise UsageFailure(f"nothing to draw of {args[0]}: no {_WANTED[args[0]]} in the archive, or fewer filters")
        folder = Path(opts.output)
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows, draw in drawn:
            if rows:
                for path in _write(folder / name, rows, draw):
                    print(shown(str(path)))


_WANTED = {
    "events": "dated event (scrapy cluster makes them)",
    "coverage": "crawl",
    "outlets": "copies",
    "network": "copies",
}

_Drawn = tuple[str, list[Row], Callable[[Sequence[Row]], Any]]


def _drawn(archive: Archive, subject: str, chosen: Selection) -> list[_Drawn]:
    """Name, rows and chart of each picture."""
    from storage.export import plots  # the drawing library takes a second to load, and every command loads this module

    with archive.reading() as session:
        require_known(session, chosen)
        if subject == "events":
            names = gazetteer().regions
            weeks = plot_rows.events_by_week(session, chosen, lambda code: names[code].name if code in names else code)
            return [
                ("events", weeks, plots.events_by_week),
                ("lag", plot_rows.lags(session, chosen), plots.lags),
            ]
        if subject == "coverage":
            return [("coverage", plot_rows.coverage_calendar(session, chosen), plots.coverage_calendar)]
        of = plot_rows.who_copies_whom(session, chosen, "outlet" if subject == "outlets" else "network")
        return [(subject, of, plots.who_copies_whom)]


def _write(stem: Path, rows: Sequence[Row], draw: Callable[[Sequence[Row]], Any]) -> list[Path]:
    from storage.export import plots

    chart = draw(rows)
    paths = [stem.with_suffix(suffix) for suffix in (".svg", ".png", ".csv")]
    paths[0].write_text(plots.svg(chart), encoding="utf-8")
    paths[1].write_bytes(plots.png(chart))
    lines = [",".join(rows[0]), *(",".join(_cell(value) for value in row.values()) for row in rows)]
    paths[2].write_text("".join(f"{line}\r\n" for line in lines), encoding="utf-8", newline="")
    return paths


def _cell(value: Any) -> str:
    return '"' + guarded(str(value)).replace('"', '""') + '"'
