"""Rows of JSON files: lines, an array, an object that holds an array, and what pandas and search engines write."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

from crawler.importing.columns import is_known, looks_like_a_head
from crawler.importing.decoding import Encoding, Opener, encoding_of, text_of
from crawler.importing.tables import BadRow, Row, Table

_SNIFFED = 1 << 16
_LONGEST_LITERAL = 1 << 20
_LARGEST = 64 * 2**20
"""Characters of a document that is read whole to find its rows."""
_DEPTH = 4
"""How deep the rows of an interface lie: ``response.docs``, ``hits.hits``."""
_SOURCE = "_source"
"""Where Elasticsearch and its dumps keep a document."""
_NO_NUMBER = re.compile(r"(?<=:)(\s{0,4})(?:NaN|-?Infinity)(?=\s{0,4}[,}\]])")
_HELD = 24
"""Characters held back at the end of a block, in which a ``NaN`` may have been cut."""


def json_table(name: str, opened: Opener) -> Table:
    """The table in a file that begins as JSON."""
    encoding = encoding_of(opened)
    with text_of(opened, encoding) as file:
        start = file.read(_SNIFFED)
    lines = [line for line in start.splitlines() if line.strip()]
    begun = start.lstrip("\ufeff \t\r\n")
    if begun.startswith("["):
        if begun[1:].lstrip().startswith("["):
            return _reshaped(name, opened, encoding)
        return json_document(name, opened, "item", "JSON array")
    if _begins_lines(lines):
        return json_lines(name, opened)
    where = _array_within(opened, encoding)
    if where is not None:
        return json_document(name, opened, where, f"JSON, the array {where.removesuffix('.item')!r}")
    if _is_one_value(opened, encoding):
        return _reshaped(name, opened, encoding)
    return json_document(name, opened, "", "JSON object")


def json_lines(name: str, opened: Opener) -> Table:
    """One JSON object on each line, or one as Python prints it."""
    encoding = encoding_of(opened)

    def rows() -> Iterator[Row | BadRow]:
        with text_of(opened, encoding) as file:
            for place, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    value = _of_line(line.strip().rstrip(","))
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


def _of_line(line: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except ValueError:
        if line.startswith("{'") and len(line) <= _LONGEST_LITERAL:
            try:
                return ast.literal_eval(line)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                pass
        raise


def _begins_lines(lines: list[str]) -> bool:
    if len(lines) > 1 and lines[1].lstrip().startswith("{"):
        return True
    try:
        return isinstance(json.loads(lines[0]), dict) and (len(lines) > 1 or not _holds_rows(json.loads(lines[0])))
    except (ValueError, RecursionError) as error:
        return len(lines) == 1 and "Extra data" not in str(error)


def _holds_rows(value: Mapping[str, Any]) -> bool:
    return _rows_of(value) is not None or any(
        isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values()
    )


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


def _is_one_value(opened: Opener, encoding: Encoding) -> bool:
    with text_of(opened, encoding) as file:
        text = file.read(_LARGEST + 1)
    try:
        return len(text) <= _LARGEST and _rows_of(json.loads(text, strict=False)) is not None
    except (ValueError, RecursionError):
        return False


def _reshaped(name: str, opened: Opener, encoding: Encoding) -> Table:
    """A table that is written by columns, as lists with a head, as numbered rows, or deep within an answer."""

    def rows() -> Iterator[Row | BadRow]:
        with text_of(opened, encoding) as file:
            text = file.read(_LARGEST + 1)
        try:
            found = _rows_of(json.loads(text, strict=False)) if len(text) <= _LARGEST else None
        except (ValueError, RecursionError) as error:
            yield BadRow(1, f"not JSON ({error})")
            return
        if found is None:
            yield BadRow(1, "no list of objects, and no columns")
            return
        yield from (_object(place, value) for place, value in enumerate(found, 1))

    return Table(name, f"JSON, read whole, {encoding.name}", "record", rows)


def _rows_of(value: Any, depth: int = 0) -> list[Any] | None:
    """The rows in a value that is no plain list of objects; ``None`` where it holds none."""
    if isinstance(value, list):
        return _with_head(value) if value and isinstance(value[0], list) else value if _is_rows(value) else None
    if not isinstance(value, dict) or not value or depth > _DEPTH:
        return None
    data, columns = value.get("data"), value.get("columns")
    if isinstance(data, list) and isinstance(columns, list):  # pandas, orient="split"
        return _with_head([columns, *data])
    inner = list(value.values())
    if all(isinstance(one, dict) for one in inner) and len(inner) > 1:
        if any(map(is_known, value)):  # pandas, as it writes by itself
            return _by_columns({name: list(one.values()) for name, one in value.items()})
        return inner if _is_rows(inner) else None
    if all(isinstance(one, list) for one in inner) and any(map(is_known, value)):
        return _by_columns(value)
    return next((rows for one in inner if depth < _DEPTH and (rows := _rows_of(one, depth + 1))), None)


def _is_rows(values: list[Any]) -> bool:
    return (
        bool(values)
        and all(isinstance(one, dict) for one in values[:50])
        and any(is_known(name) for one in values[:50] for name in one.get(_SOURCE, one))
    )


def _with_head(rows: list[Any]) -> list[Any]:
    head = rows[0] if isinstance(rows[0], list) else []
    if not looks_like_a_head(head):
        return [{f"column_{number}": cell for number, cell in enumerate(row, 1)} for row in rows]
    return [dict(zip(map(str, head), row, strict=False)) if isinstance(row, list) else row for row in rows[1:]]


def _by_columns(columns: Mapping[str, list[Any]]) -> list[Any] | None:
    if len({len(values) for values in columns.values()}) != 1:
        return None
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


class _Utf8:
    """Text as the UTF-8 bytes that ijson reads, with null for the ``NaN`` that Python writes."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._rest = ""

    def read(self, size: int = -1) -> bytes:
        read = self._file.read(size)
        text = _NO_NUMBER.sub(r"\1null", self._rest + read)
        held = _HELD if read and size >= 0 else 0
        text, self._rest = (text[:-held], text[-held:]) if held else (text, "")
        if read and not text:
            return self.read(size)
        return text.removeprefix("\ufeff").encode("utf-8", "replace")


def _object(place: int, value: Any) -> Row | BadRow:
    if not isinstance(value, dict):
        return BadRow(place, "not an object; a row is one JSON object", json.dumps(value, default=str)[:2000])
    inner = value.get(_SOURCE)
    return Row(place, {str(name): one for name, one in (inner if isinstance(inner, dict) else value).items()})
