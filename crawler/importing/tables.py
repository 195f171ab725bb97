"""Rows of a file, one kind of file after the other: delimited text, JSON, workbooks, Parquet.

Every table can be read again from its start. A record that cannot be read is a ``BadRow`` in its place; the others
come.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

import ijson
from python_calamine import CalamineError, CalamineWorkbook

from crawler.exceptions import UsageFailure
from crawler.importing.columns import looks_like_a_head
from crawler.importing.decoding import Encoding, Opener, encoding_of, text_of

_CELL = 2**28
"""Longest cell in characters: an unclosed quote ends there at the latest, instead of taking in the whole file."""
_SNIFFED = 1 << 16
_SNIFFED_ROWS = 50
_HEAD_ROWS = 10
"""A head is looked for in so many rows: workbooks often begin with a line that names the table."""
_DELIMITERS = ",;\t|"
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
            yield from _delimited_rows(file, delimiter, head.columns, first)

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
    reader = csv.reader(file, delimiter=delimiter)
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
    file: io.TextIOWrapper, delimiter: str, columns: tuple[str, ...], first: int
) -> Iterator[Row | BadRow]:
    csv.field_size_limit(_CELL)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter)
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
        if count <= first or not any(map(str.strip, record)) or tuple(record) == columns:
            continue
        if lines.ended and lines.unclosed(delimiter):
            yield BadRow(place, "a quotation mark is opened and never closed", lines.raw()[:2000])
            continue
        if len(record) > len(columns) and any(map(str.strip, record[len(columns) :])):
            reason = f"{len(record)} fields in {len(columns)} columns: a delimiter or quotation mark in a text is bare"
            yield BadRow(place, reason, lines.raw())
            continue
        yield Row(place, dict(zip(columns, record, strict=False)))


class _Lines:
    """The lines of a file, with those of the record that is being read."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
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
            list(csv.reader(self._of_record, delimiter=delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


# JSON


def json_lines(name: str, opened: Opener) -> Table:
    """One JSON object on each line."""
    encoding = encoding_of(opened)

    def rows() -> Iterator[Row | BadRow]:
        with text_of(opened, encoding) as file:
            for place, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError) as error:
                    yield BadRow(place, f"not JSON ({error})", line)
                    continue
                yield _object(place, value)

    return Table(name, f"JSON Lines, {encoding.name}", "line", rows)


def json_document(name: str, opened: Opener, where: str, form: str) -> Table:
    """The objects at ``where`` of a JSON document, as ijson names it: ``item`` for those of an array."""
    encoding = encoding_of(opened)

    def rows() -> Iterator[Row | BadRow]:
        place = 0
        with text_of(opened, encoding) as file:
            try:
                for value in ijson.items(_Utf8(file), where, use_float=True, multiple_values=True):
                    place += 1
                    yield _object(place, value)
            except (ijson.JSONError, UnicodeError, RecursionError) as error:
                said = " ".join(str(error).split())[:120]
                yield BadRow(place + 1, f"not JSON from here on ({said})")

    return Table(name, f"{form}, {encoding.name}", "record", rows)


def json_table(name: str, opened: Opener) -> Table:
    """The table in a file that begins as JSON: lines, an array, an object that holds an array, or single objects."""
    encoding = encoding_of(opened)
    with text_of(opened, encoding) as file:
        start = file.read(_SNIFFED)
    lines = [line for line in start.splitlines() if line.strip()]
    if start.lstrip("\ufeff \t\r\n").startswith("["):
        return json_document(name, opened, "item", "JSON array")
    if _begins_lines(lines):
        return json_lines(name, opened)
    where = _array_within(opened, encoding)
    if where is not None:
        return json_document(name, opened, where, f"JSON, the array {where.removesuffix('.item')!r}")
    return json_document(name, opened, "", "JSON object")


def _begins_lines(lines: list[str]) -> bool:
    if len(lines) > 1 and lines[1].lstrip().startswith("{"):
        return True
    try:
        return isinstance(json.loads(lines[0]), dict) and (len(lines) > 1 or not _holds_objects(lines[0]))
    except (ValueError, RecursionError):
        return len(lines) == 1


def _holds_objects(line: str) -> bool:
    value = json.loads(line)
    return any(isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values())


def _array_within(opened: Opener, encoding: Encoding) -> str | None:
    """Where an object holds an array of objects: ``articles.item``."""
    with text_of(opened, encoding) as file:
        try:
            array = ""
            prefix: str
            for prefix, event, _ in ijson.parse(_Utf8(file)):
                if event == "start_array" and "." not in prefix:
                    array = prefix
                elif event == "start_map" and array and prefix == f"{array}.item":
                    return prefix
        except (ijson.JSONError, UnicodeError):
            pass
    return None


class _Utf8:
    """Text as the UTF-8 bytes that ijson reads."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size).removeprefix("\ufeff").encode("utf-8", "replace")


def _object(place: int, value: Any) -> Row | BadRow:
    if not isinstance(value, dict):
        return BadRow(place, "not an object; a row is one JSON object", json.dumps(value, default=str)[:2000])
    return Row(place, {str(name): one for name, one in value.items()})


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
