"""Rows of a file, one kind of file after the other: delimited text, workbooks, Parquet.

Every table can be read again from its start. A record that cannot be read is a ``BadRow`` in its place; the others
come.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from crawler.exceptions import UsageFailure
from crawler.importing.columns import looks_like_a_head
from crawler.importing.decoding import Opener, encoding_of, text_of

_CELL = 2**28
"""Longest cell in characters: an unclosed quote ends there at the latest, instead of taking in the whole file."""
_SNIFFED = 1 << 16
_SNIFFED_ROWS = 50
_HEAD_ROWS = 10
"""A head is looked for in so many rows: workbooks often begin with a line that names the table."""
_DELIMITERS = ",;\t|"
_DOUBLED = re.compile(r'[^\s,;|"]""|""[^\s,;|"]')
_NOTHING = " \t\r\n\0\x1a"
"""What a cell without a value may hold; Excel of the DOS age ended files with \\x1a."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A record: where it begins, counted from 1, and its values by column."""

    place: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read, or the end of what can be read, and why."""

    place: int
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``form`` is its kind in words, ``unit`` what a place counts: line, row or record."""

    name: str
    form: str
    unit: str
    rows: Callable[[], Iterator[Row | BadRow]]
    header: bool = True


# Delimited text


def delimited(name: str, opened: Opener) -> Table:
    """A CSV file with any delimiter, with or without a head."""
    encoding = encoding_of(opened)
    with text_of(opened, encoding) as file:
        start = file.read(_SNIFFED)
    delimiter, declared = _delimiter(start)
    start = start.partition("\n")[2] if declared else start
    head = _head(_parsed(io.StringIO(start, newline=""), delimiter), whole=len(start) < _SNIFFED)
    spoken = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}[delimiter]
    first = head.first + declared

    def rows() -> Iterator[Row | BadRow]:
        with text_of(opened, encoding) as file:
            yield from _delimited_rows(file, delimiter, head.columns, first, escaped=_escapes_quotes(start))

    return Table(name, f"text with {spoken}, {encoding.name}", "line", rows, head.named)


@dataclass(frozen=True, slots=True)
class _Head:
    """The columns, how many records stand before the first row, and whether the file names its columns."""

    columns: tuple[str, ...]
    first: int
    named: bool


def _delimiter(start: str) -> tuple[str, int]:
    """The delimiter, and 1 when the first line does nothing but declare it (``sep=;``)."""
    line = start.partition("\n")[0].strip().strip('"').lower()
    if line.startswith("sep=") and len(line) == 5 and line[4] in _DELIMITERS:
        return line[4], 1
    return max(_DELIMITERS, key=lambda one: _agreement(start, one)), 0


def _agreement(start: str, delimiter: str) -> tuple[float, int]:
    widths = [len(row) for row in islice(_parsed(io.StringIO(start, newline=""), delimiter), _SNIFFED_ROWS)]
    if len(widths) > 1 and len(start) >= _SNIFFED:
        widths.pop()  # cut off
    counted = Counter(width for width in widths if width)
    if not counted:
        return 0.0, 0
    width, often = counted.most_common(1)[0]
    return (often / sum(counted.values()) if width > 1 else 0.0), width


def _parsed(file: io.StringIO | io.TextIOWrapper, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_CELL)
    reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield []


def _head(records: Iterable[Sequence[Any]], *, whole: bool) -> _Head:
    found = [list(record) for record in islice(records, _SNIFFED_ROWS)]
    if len(found) > 1 and not whole and len(found) < _SNIFFED_ROWS:
        found.pop()
    width = max((len(record) for record in found), default=0)
    for number, record in enumerate(found[:_HEAD_ROWS]):
        if looks_like_a_head(record):
            return _Head(_named(record), number + 1, True)
    first = next((number for number, record in enumerate(found) if any(map(_filled, record))), None)
    if first is None:
        return _Head((), 0, True)
    if all(_is_data(cell) is False for cell in found[first]) and len(found) > first + 1:
        return _Head(_named(found[first]), first + 1, True)
    return _Head(tuple(f"column_{number}" for number in range(1, width + 1)), first, False)


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _is_data(cell: Any) -> bool:
    """Whether no head has such a cell: an address, a day, a number, a sentence."""
    if isinstance(cell, datetime | date | int | float):
        return True
    text = str(cell or "").strip()
    return "://" in text or len(text) > 60 or (bool(text) and text.replace(".", "", 1).isdecimal())


def _named(record: Sequence[Any]) -> tuple[str, ...]:
    """Names of the columns, each once: a second ``title`` is ``title (2)``, one without a name ``column_3``."""
    names: list[str] = []
    for number, cell in enumerate(record, 1):
        name = " ".join(str(cell if cell is not None else "").replace("\ufeff", "").split()) or f"column_{number}"
        again = sum(1 for one in names if one == name or one.startswith(f"{name} ("))
        names.append(f"{name} ({again + 1})" if again else name)
    return tuple(names)


def _delimited_rows(
    file: io.TextIOWrapper, delimiter: str, columns: tuple[str, ...], first: int, *, escaped: bool
) -> Iterator[Row | BadRow]:
    csv.field_size_limit(_CELL)
    lines = _Lines(file, escaped=escaped)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    count = 0
    while True:
        place = reader.line_num + 1
        lines.begin()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(place, f"not {delimiter!r}-delimited text: {error}", lines.raw())
            continue
        count += 1
        if count <= first or not any(cell.strip(_NOTHING) for cell in record) or tuple(record) == columns:
            continue
        if lines.ended and lines.unclosed(delimiter):
            yield BadRow(place, "a quotation mark is opened and never closed", lines.raw()[:2000])
            continue
        if len(record) > len(columns) and any(map(str.strip, record[len(columns) :])):
            reason = f"{len(record)} fields in {len(columns)} columns: a delimiter or quotation mark in a text is bare"
            yield BadRow(place, reason, lines.raw())
            continue
        yield Row(place, dict(zip(columns, record, strict=False)))


def _escapes_quotes(start: str) -> bool:
    """Whether quotation marks within texts stand behind a backslash, as MySQL writes them, and never double."""
    return '\\"' in start and _DOUBLED.search(start) is None


class _Lines:
    """The lines of a file, with those of the record that is being read."""

    def __init__(self, file: Iterable[str], *, escaped: bool) -> None:
        self._file = (line.replace('\\"', '""') for line in file) if escaped else iter(file)
        self._of_record: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._file)
        except StopIteration:
            self.ended = True
            raise
        self._of_record.append(line)
        return line

    def begin(self) -> None:
        self._of_record.clear()

    def raw(self) -> str:
        return "".join(self._of_record)

    def unclosed(self, delimiter: str) -> bool:
        """Whether the record is whole only because the file ends."""
        try:
            list(csv.reader(self._of_record, delimiter=delimiter, skipinitialspace=True, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


# Workbooks and Parquet


def workbook(name: str, opened: Opener) -> list[Table]:
    """The sheets of a workbook that hold anything: XLSX, XLS, ODS.

    Raises ``UsageFailure`` for a file that is none.
    """
    try:
        book = _book(opened)
    except (CalamineError, OSError, ValueError) as error:
        raise UsageFailure(f"{name} is a workbook that cannot be read: {_first_line(error)}") from None
    found = []
    for sheet in book.sheet_names:
        head = _head(book.get_sheet_by_name(sheet).iter_rows(), whole=True)
        if head.columns:
            label = f"{name} [{sheet}]" if len(book.sheet_names) > 1 else name
            found.append(Table(label, "workbook", "row", _sheet_rows(opened, sheet, head), head.named))
    return found


def _book(opened: Opener) -> CalamineWorkbook:
    with opened() as file:
        return CalamineWorkbook.from_filelike(io.BytesIO(file.read()))


def _sheet_rows(opened: Opener, sheet: str, head: _Head) -> Callable[[], Iterator[Row | BadRow]]:
    def rows() -> Iterator[Row | BadRow]:
        read = _book(opened).get_sheet_by_name(sheet)
        before = (read.start or (0, 0))[0]
        for number, record in enumerate(read.iter_rows(), 1):
            if number > head.first and any(map(_filled, record)) and tuple(map(str, record)) != head.columns:
                yield Row(before + number, dict(zip(head.columns, record, strict=False)))

    return rows


def parquet(name: str, opened: Opener) -> Table:
    """A Parquet file.

    Raises ``UsageFailure`` for one that cannot be read, or when Parquet is not installed.
    """
    try:  # an optional part, and this module is loaded with every command
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageFailure(f"{name} is a Parquet file: install requirements-optional.txt to read it") from None
    try:
        with opened() as file:
            pq.ParquetFile(file).schema_arrow  # noqa: B018 - reads the footer
    except (pa.ArrowException, OSError) as error:
        raise UsageFailure(f"{name} is a Parquet file that cannot be read: {_first_line(error)}") from None

    def rows() -> Iterator[Row | BadRow]:
        place = 0
        with opened() as file:
            try:
                for batch in pq.ParquetFile(file).iter_batches(batch_size=_BATCH):
                    for values in batch.to_pylist():
                        place += 1
                        yield Row(place, values)
            except (pa.ArrowException, OSError, ValueError) as error:
                yield BadRow(place + 1, f"cannot be read from here on ({_first_line(error)})")

    return Table(name, "Parquet", "record", rows)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream, or its bytes in memory where it cannot be read from any place."""
    return stream if stream.seekable() else io.BytesIO(stream.read())
