"""Collections for tests: rows of our own writing, saved in every form that people have them in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.importing.articles import Candidate
from crawler.importing.collection import LeftOutFile, Report, read, take_in
from crawler.importing.understanding import Understood, Wishes, column_map, understand_all
from storage.archive.archive import Archive
from storage.archive.intake import CollectionFacts
from storage.db.engine import default_url
from storage.models import Article

NOW = datetime(2024, 12, 1, tzinfo=UTC)

ROWS: list[dict[str, Any]] = [
    {
        "url": "https://warta.example/1",
        "outlet": "Warta Contoh",
        "title": "Gudang logistik dijaga, “aman”",
        "published_at": "2024-11-21 06:00",
        "body": "PROBOLINGGO - Polres menjaga gudang logistik pilkada, Kamis (21/11/2024).\nPersonel "
        "bertugas bergantian; kotak suara aman.",
    },
    {
        "url": "https://warta.example/2",
        "outlet": "Warta Contoh",
        "title": "Bawaslu: tiga laporan, satu ditindaklanjuti",
        "published_at": "2024-11-22 17:30",
        "body": 'Bawaslu menerima tiga laporan.\n"Satu ditindaklanjuti," kata ketuanya – café itu tutup.',
    },
]
"""Two articles with what breaks delimited text: commas, quotation marks, semicolons, breaks, letters beyond ASCII."""


def delimited(rows: Sequence[dict[str, Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as delimited text."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def json_lines(rows: Sequence[dict[str, Any]]) -> bytes:
    """The rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    """The rows as Parquet."""
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), target)
    return target.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip; ``__`` in a name is a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return target.getvalue()


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """An XLSX file with inline strings and numbers, as the standard (ECMA-376) has them."""
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, (name, _) in enumerate(sheets, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        for number, (_, rows) in enumerate(sheets, 1):
            cells = "".join(
                f'<row r="{row}">{"".join(_cell(row, column, value) for column, value in enumerate(values))}</row>'
                for row, values in enumerate(rows, 1)
            )
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
            )
    return target.getvalue()


def _cell(row: int, column: int, value: Any) -> str:
    place = f"{chr(65 + column)}{row}"
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if not value:
        return ""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def saved(folder: Path, name: str, data: bytes | str) -> Path:
    """A file with this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def understood(path: Path, mapped: str = "", **wishes: Any) -> list[Understood]:
    """The tables of a collection."""
    said = Wishes(columns=column_map(mapped), **wishes)
    return understand_all(path, said, {}, NOW, tick=_nothing)


def articles(path: Path, mapped: str = "", **wishes: Any) -> tuple[list[Candidate], Report]:
    """Articles that the rows of a collection are read as."""
    report = Report()
    tables = understood(path, mapped, **wishes)
    return list(read(tables, report, left_out=LeftOutFile(None, ()), tick=_nothing)), report


def taken(data: Path, path: Path, *, skip_bad: Path | None = None, title: str | None = None, **wishes: Any) -> Report:
    """A collection in the archive of a data folder."""
    data.mkdir(exist_ok=True)
    tables = understood(path, **wishes)
    with Archive.open(default_url(data)) as archive, LeftOutFile(skip_bad, tables) as left_out:
        return take_in(
            archive,
            tables,
            CollectionFacts(name=path.stem, title=title),
            Wishes(columns={}, **wishes),
            folder=data / "warc",
            now=NOW,
            left_out=left_out,
            tick=_nothing,
        )


def kept(data: Path) -> dict[str, Article]:
    """The articles of a data folder by address."""
    from sqlalchemy import select

    with Archive.open(default_url(data)) as archive:
        return {article.url: article for article in archive.select_all(select(Article))}


def _nothing() -> None:
    return None


Save = Callable[[Sequence[dict[str, Any]]], bytes]
