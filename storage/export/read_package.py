"""An exported package read back: the exact values that were written, whatever the format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from storage.exceptions import ArchiveError
from storage.export.dictionary import Field, Table, tables
from storage.export.folder import DESCRIPTOR, PACKAGE_NAME
from storage.export.formats import FORMATS, Format, parted, require, unguarded
from storage.export.row_forms import fault

_ROWS = 2_000
_CELL = 2**24

_FROM_CELL: Mapping[str, Callable[[str], Any]] = {
    "string": unguarded,
    "array": lambda cell: parted(unguarded(cell)),
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
}
_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {"datetime": datetime.fromisoformat, "date": date.fromisoformat}


@dataclass(frozen=True, slots=True)
class Package:
    """A folder that an export wrote, its files proven to be those that were written."""

    folder: Path
    format: Format
    with_text: bool
    tables: Mapping[str, Table]
    sources: tuple[Mapping[str, str], ...]
    """The imported collections in it (``storage.export.descriptor.sources``)."""

    def prove(self) -> None:
        """Reads every row of every table. Raises ``ArchiveError`` as ``rows``, and for redirects that do not end."""
        for name in self.tables:
            for _ in self.rows(name):
                pass
        given = {row["event_id"]: row["lives_on_as"] for row in self.rows("event_ids")}
        path = self.folder / f"event_ids.{self.format}"
        for number, (event, heir) in enumerate(given.items(), 1):
            # an export names the last heir itself, which lives on as itself
            if heir is not None and given.get(heir) != heir:
                raise ArchiveError(
                    f"{path}, row {number}, lives_on_as: {event} leads to {heir}, which does not live on as itself; "
                    "nothing was taken over"
                )

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of one table. Raises ``ArchiveError`` with file, row and field for a value of a wrong form."""
        table = self.tables[name]
        path = self.folder / f"{name}.{self.format}"
        readers = {"csv": _csv_rows, "jsonl": _jsonl_rows, "parquet": _parquet_rows}
        number = 0
        try:
            for number, row in enumerate(readers[self.format](path, table.fields), 1):
                if (wrong := fault(table, row)) is not None:
                    raise ArchiveError(f"{path}, row {number}, {wrong[0]}: {wrong[1]}; nothing was taken over")
                yield row
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, csv.Error) as error:
            raise ArchiveError(f"{path}, after row {number}: {error!r}; export it again") from error
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read ({error.strerror}): export it again") from error


def open_package(folder: Path) -> Package:
    """The package in a folder. Raises ``ArchiveError`` when no export wrote it, or a file is not as it was written."""
    try:
        described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        if described["name"] != PACKAGE_NAME:
            raise ArchiveError(f"{folder} was not written by scrapy export: give a folder that was")
        format, with_text = described["filters"]["format"], bool(described["filters"]["with_text"])
        sources = tuple(one for one in described.get("sources", ()) if one.get("name"))
        hashes = {resource["path"]: resource["sha256"] for resource in described["resources"]}
    except OSError as error:
        raise ArchiveError(
            f"{folder / DESCRIPTOR} cannot be read ({error.strerror}): give an exported folder"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveError(f"{folder / DESCRIPTOR} is not that of an export ({error!r}): export it again") from error
    if format not in FORMATS:
        raise ArchiveError(f"{folder / DESCRIPTOR} names an unknown format {format!r:.40}: export it again")
    require(format)
    wanted = {table.name: table for table in tables(with_text=with_text)}
    for name in wanted:
        _prove(folder / f"{name}.{format}", hashes.get(f"{name}.{format}"))
    return Package(folder, format, with_text, wanted, sources)


def _prove(path: Path, expected: str | None) -> None:
    if expected is None:
        raise ArchiveError(f"{path.name} is not in {path.with_name(DESCRIPTOR)}: export it again with this version")
    if path.exists() and not path.is_file():  # a device or a pipe has no end
        raise ArchiveError(f"{path} is no file: export it again")
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read ({error.strerror}): export it again") from error
    if found != expected:
        raise ArchiveError(f"{path} is not the file that was exported (its SHA-256 differs): export it again")


def _csv_rows(path: Path, fields: tuple[Field, ...]) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_CELL)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            yield {one.name: _of_cell(one, row.get(one.name, "") if one.derived else row[one.name]) for one in fields}


def _of_cell(one: Field, cell: str) -> Any:
    if not cell and one.kind != "array":
        return "" if one.required and one.kind == "string" else None
    return _FROM_CELL[one.kind](cell)


def _jsonl_rows(path: Path, fields: tuple[Field, ...]) -> Iterator[dict[str, Any]]:
    # only a line feed ends a row: texts hold other line breaks
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            yield {
                one.name: _FROM_JSON[one.kind](value) if one.kind in _FROM_JSON and value is not None else value
                for one in fields
                for value in (row.get(one.name) if one.derived else row[one.name],)
            }


def _parquet_rows(path: Path, fields: tuple[Field, ...]) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        lacking = {one.name: None for one in fields if one.derived and one.name not in file.schema_arrow.names}
        present = [one.name for one in fields if one.name not in lacking]
        for batch in file.iter_batches(batch_size=_ROWS, columns=present):
            yield from ({**row, **lacking} for row in batch.to_pylist())
