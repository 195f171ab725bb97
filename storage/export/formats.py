"""One table into one file: CSV, JSON Lines or Parquet. The same rows give the same bytes."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

from storage.calendar import JAKARTA
from storage.exceptions import ArchiveError
from storage.export.dictionary import Field, Kind

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

SEPARATOR = "; "
"""Between the values of a list in a CSV cell; a ``;`` inside a value is ``\\;``, a backslash ``\\\\``, an empty value
``\\e``.
"""

Columns = Sequence[Sequence[Any]]
"""Some rows of a table, a column after the other: for each field its values."""

GROUP = 5_000
"""Rows of a Parquet row group, and the most that are held in memory."""

_TRIGGER = "[=+\\-@\t\r\n＝＋－＠]"
_FORMULA = re.compile(f"'*{_TRIGGER}")
_GUARDED = re.compile(f"''*{_TRIGGER}")
_VALUE = re.compile(r"((?:[^\\;]|\\.)*); ", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINE_BREAKS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})


def guarded(cell: str) -> str:
    """The cell with ``'`` before it if a spreadsheet would take it for a formula (OWASP, *CSV Injection*).

    Cells that begin with any number of ``'`` and such a character get one more, so that ``unguarded`` is exact.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The text that ``guarded`` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def joined(values: Sequence[str]) -> str:
    """A list as one CSV cell; ``parted`` is exact."""
    return SEPARATOR.join(value.replace("\\", "\\\\").replace(";", "\\;") or "\\e" for value in values)


def parted(cell: str) -> list[str]:
    """The list that ``joined`` was given."""
    if not cell:
        return []
    return ["" if value == "\\e" else _ESCAPED.sub(r"\1", value) for value in _VALUE.findall(cell + SEPARATOR)]


def in_columns(rows: Iterable[Sequence[Any]]) -> Iterator[Columns]:
    """The rows, ``GROUP`` at a time."""
    stream = iter(rows)
    while group := list(islice(stream, GROUP)):
        yield list(zip(*group, strict=True))


def write_table(path: Path, fields: Sequence[Field], groups: Iterable[Columns], format: Format) -> int:
    """Writes the rows and makes them durable; gives their number.

    Values are ``None``, text, numbers, booleans, days, aware datetimes and lists of text. Times are written as those of
    Asia/Jakarta; an empty text is written as none where the field is not required. Raises ``ArchiveError`` when the
    format needs a package that is not installed, ``OSError`` when the file cannot be written.
    """
    writers = {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet}
    return writers[format](path, fields, (_without_empty_texts(fields, group) for group in groups))


def _without_empty_texts(fields: Sequence[Field], group: Columns) -> Columns:
    return [
        column if one.kind != "string" or one.required else [value or None for value in column]
        for one, column in zip(fields, group, strict=True)
    ]


def require(format: Format) -> None:
    """Raises ``ArchiveError`` when a format needs a package that is not installed."""
    if format == "parquet":
        _pyarrow()


def _write_csv(path: Path, fields: Sequence[Field], groups: Iterable[Columns]) -> int:
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        # every cell in quotes: OWASP asks for it, and RFC 4180 allows it
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([field.name for field in fields])
        for group in groups:
            writer.writerows(zip(*_formed(fields, group, _CSV_CELL), strict=True))
            written += len(group[0])
        _secure(file)
    return written


def _write_jsonl(path: Path, fields: Sequence[Field], groups: Iterable[Columns]) -> int:
    names = [field.name for field in fields]
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for group in groups:
            for row in zip(*_formed(fields, group, _JSON_VALUE), strict=True):
                line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                # legal in JSON, but readers that split lines at any Unicode line break would cut the row there
                file.write(line.translate(_LINE_BREAKS) + "\n")
            written += len(group[0])
        _secure(file)
    return written


def _formed(fields: Sequence[Field], group: Columns, forms: Mapping[Kind, Callable[[Any], Any]]) -> Columns:
    """The columns with all values of a kind in the form that the format has for it."""
    return [
        column
        if (form := forms.get(one.kind)) is None
        else [None if value is None else form(value) for value in column]
        for one, column in zip(fields, group, strict=True)
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(JAKARTA).isoformat()


_CSV_CELL: Mapping[Kind, Callable[[Any], str]] = {
    "string": guarded,
    "array": lambda values: guarded(joined(values)),
    "boolean": lambda value: "true" if value else "false",
    "datetime": _moment,
    "date": date.isoformat,
}
"""Numbers and what is missing, ``csv`` writes as they should be."""

_JSON_VALUE: Mapping[Kind, Callable[[Any], str]] = {"datetime": _moment, "date": date.isoformat}


def _write_parquet(path: Path, fields: Sequence[Field], groups: Iterable[Columns]) -> int:
    arrow = _pyarrow()
    import pyarrow.parquet as parquet

    types: dict[str, Callable[[], Any]] = {
        "string": arrow.string,
        "integer": arrow.int64,
        "number": arrow.float64,
        "boolean": arrow.bool_,
        "datetime": lambda: arrow.timestamp("us", tz="Asia/Jakarta"),
        "date": arrow.date32,
        "array": lambda: arrow.list_(arrow.string()),
    }
    schema = arrow.schema(
        [arrow.field(field.name, types[field.kind](), nullable=not field.required) for field in fields]
    )
    written = 0
    with path.open("wb") as file:
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in groups:
                arrays = [arrow.array(column, type=one.type) for column, one in zip(group, schema, strict=True)]
                writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
                written += len(group[0])
        _secure(file)
    return written


def _pyarrow() -> ModuleType:
    try:
        import pyarrow
    except ImportError:
        raise ArchiveError("Parquet needs pyarrow, of requirements-optional.txt; or use another format") from None
    module: ModuleType = pyarrow
    return module


def _secure(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
