"""A table understood before anything of it is taken: its columns, the order of its dates, what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from crawler.exceptions import UsageFailure
from crawler.importing.articles import OutletNames, RowReader
from crawler.importing.columns import FIELDS, Columns, choose
from crawler.importing.dates import DateColumn, DateReader, date_reader
from crawler.importing.files import parts
from crawler.importing.tables import Row, Table
from crawler.importing.web_archives import PageReader, is_web_archive
from crawler.outlets.outlet import Outlet

_SAMPLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Facts that a person gives of a collection. ``columns`` maps a field to the name of its column."""

    columns: Mapping[str, str]
    outlet: str | None = None
    date_format: str | None = None
    timezone: str = "Asia/Jakarta"
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """A table and how it is read. ``count`` is the number of its records, ``dates`` tells the order of its days.

    ``passed`` says of the first table what tables and files of the collection are passed over, and why.
    """

    table: Table
    reader: RowReader | PageReader
    count: int
    dates: DateColumn
    passed: tuple[str, ...] = ()

    @property
    def columns(self) -> Columns:
        """Its columns."""
        return self.reader.columns

    def lines(self) -> Iterator[str]:
        """Lines that a person has to know."""
        yield f"{self.table.name}: {self.table.form}, {self.count} {self.table.unit if self.count == 1 else 'records'}"
        if not isinstance(self.reader, RowReader):
            yield "  pages are read as crawled ones, and kept in the raw archive"
            return
        if not self.table.header:
            yield "  the file names no columns: they are told by what is in them"
        for field, column in self.columns.chosen.items():
            yield f"  {field:<13} {column}{self._order() if field == 'published_at' else ''}"
        if "url" not in self.columns.chosen:
            yield "  url           none: each article is named by its text, and the same text is one article"
        if "published_at" not in self.columns.chosen:
            yield "  published_at  none: the articles are undated"
        if "outlet" not in self.columns.chosen and not self.reader.outlets.given:
            where = (
                "the address" if "url" in self.columns.chosen else f"the file ({self.reader.fallback}); --outlet NAME"
            )
            yield f"  outlet        from {where}"
        if unused := self.columns.unused():
            yield f"  passed over   {', '.join(unused)}"
        for doubt in self.columns.doubts:
            yield f"  doubtful: {doubt}"
        for reason in self.passed:
            yield f"passed over: {reason}"

    def _order(self) -> str:
        order = self.reader.dates.order
        if order is None or not self.dates.ambiguous:
            return ""
        seen = self.dates.day_first if order == "day-first" else self.dates.month_first
        why = f"as {seen} dates show" if seen else "as addresses, weekdays or the calendar show"
        return f" ({order}, {why})" if seen or self.dates.hints[order] else f" ({order})"


def column_map(text: str) -> dict[str, str]:
    """Columns by field from ``body=isi,title=judul,url=``; a field without a column is left out.

    Raises ``UsageFailure`` for anything else.
    """
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, mark, column = part.partition("=")
        if not mark:
            raise UsageFailure(
                f"--map {part!r}: write FIELD=COLUMN, such as body=isi, or FIELD= for none; the fields are "
                f"{', '.join(FIELDS)}"
            )
        found[name.strip().lower()] = column.strip()
    return found


def understand_all(
    path: Path, wishes: Wishes, outlets: Mapping[str, type[Outlet]], now: datetime, *, tick: Callable[[], None]
) -> list[Understood]:
    """Every table of a file or folder. Of several tables, those without texts are passed over.

    Raises ``UsageFailure`` when none is left, and when the dates of one cannot be read.
    """
    found: list[Understood] = []
    passed: list[UsageFailure] = []
    for table in parts(path):
        try:
            found.append(understand(table, wishes, outlets, now, tick=tick))
        except NoText as failure:
            passed.append(failure)
    if not found:
        raise passed[0]
    return [replace(one, passed=tuple(map(str, passed))) if one is found[0] else one for one in found]


class NoText(UsageFailure):
    """A table without articles."""


def understand(
    table: Table, wishes: Wishes, outlets: Mapping[str, type[Outlet]], now: datetime, *, tick: Callable[[], None]
) -> Understood:
    """Reads a table once, to understand it. Raises ``UsageFailure`` when nothing in it is a text, or no date is sure.

    ``tick`` is called for each record.
    """
    if is_web_archive(table):
        pages = sum(1 for _ in table.rows())
        return Understood(table, PageReader(outlets, now, wishes.outlet), pages, DateColumn())
    stream = table.rows()
    sample = list(islice(stream, _SAMPLE))
    known = [record.values for record in sample if isinstance(record, Row)]
    columns = choose(known, given=_of_table(wishes.columns, known), named=table.header)
    dates = DateColumn()
    day, address = columns.chosen.get("published_at"), columns.chosen.get("url")
    count = 0
    for record in chain(sample, stream):
        count += 1
        tick()
        if isinstance(record, Row) and day is not None:
            dates.add(record.values.get(day), str(record.values.get(address) or "") if address else "", now)
    if not count:
        raise NoText(f"{table.name} holds no rows: nothing was imported")
    if "body" not in columns.chosen and known:
        raise NoText(
            f"{table.name}: no column holds the text of the articles; there are {', '.join(columns.found)}: "
            "say which with --map body=COLUMN"
        )
    reader = date_reader(wishes.date_format, wishes.timezone)
    return Understood(
        table,
        RowReader(columns, _sure(table, reader, dates), OutletNames(outlets, wishes.outlet), _stem(table.name), now),
        count,
        dates,
    )


def _of_table(given: Mapping[str, str], rows: list[Mapping[str, object]]) -> Mapping[str, str]:
    # of a table that cannot be read its faults are told, not that it lacks a column
    return given if rows else {}


def _sure(table: Table, reader: DateReader, dates: DateColumn) -> DateReader:
    if reader.order is not None or reader.form is not None:
        return reader
    if (why := dates.undecidable) is not None:
        raise UsageFailure(f"{table.name}: {why}; nothing was imported")
    return replace(reader, order=dates.order)


def _stem(name: str) -> str:
    """The name of a collection, or of an outlet that nothing else tells: that of the file."""
    return Path(name.partition(" [")[0]).name.partition(".")[0] or name
