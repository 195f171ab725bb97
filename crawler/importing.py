"""A researcher's own collection, row by row, into articles.

An imported article gets the same places, event dates and language as a crawled one. It counts as relevant, because
somebody chose it, unless the file says otherwise or the filter is asked for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.annotation.annotate import annotate
from crawler.exceptions import UsageFailure
from crawler.extraction.boilerplate import split_dateline
from crawler.extraction.dates import parse_machine
from crawler.items import ArticleItem
from crawler.outlets.outlet import Outlet
from crawler.urls import article_id, canonical_url, url_key

REQUIRED = ("url", "outlet", "body")
"""Columns without which a row is no article; ``title``, ``published_at``, ``network``, ``authors``, ``editors`` and
``relevant`` may be there, others are passed over."""

_ZONE = "Asia/Jakarta"
_BOOLEANS = {"true": True, "1": True, "yes": True, "ya": True, "false": False, "0": False, "no": False, "tidak": False}


def read_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line number and row of a JSON Lines or CSV file (by its suffix ``.csv``), UTF-8.

    Raises ``UsageFailure`` with file and line for what cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                csv.field_size_limit(2**24)
                for row in (reader := csv.DictReader(file, strict=True)):
                    yield reader.line_num, {name: value for name, value in row.items() if name and value is not None}
                return
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _json_row(line, path, number)
    except UnicodeDecodeError as error:
        raise UsageFailure(f"{path} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    except csv.Error as error:
        raise UsageFailure(f"{path}, line {reader.line_num}: {error}; mend the line, nothing was imported") from None
    except OSError as error:
        raise UsageFailure(f"{path} cannot be read: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class _Row:
    """A checked row: the article as the file has it, and what its annotation needs."""

    item: ArticleItem
    outlet: type[Outlet] | None
    relevant: bool


def import_file(
    path: Path,
    *,
    outlets: Mapping[str, type[Outlet]],
    now: datetime,
    filtered: bool,
    keep: Callable[[ArticleItem], None],
) -> None:
    """Hands every article of the file to ``keep``. A file with a broken row is refused before the first one.

    ``filtered`` lets the relevance rules decide about each article. Raises ``UsageFailure`` with file and line.
    """
    for _ in _checked(path, outlets, now):
        pass
    for row in _checked(path, outlets, now):
        dateline, _ = split_dateline(row.item.body.partition("\n\n")[0], (row.item.outlet,))
        region = row.outlet.region if row.outlet else None
        item = annotate(row.item, dateline=dateline, outlet_region=region, zone=_ZONE)
        keep(item if filtered else replace(item, relevant=row.relevant))


def _checked(path: Path, outlets: Mapping[str, type[Outlet]], now: datetime) -> Iterator[_Row]:
    for number, row in read_rows(path):
        try:
            yield _check(row, outlets, now)
        except ValueError as error:
            raise UsageFailure(f"{path}, line {number}: {error}; mend the line, nothing was imported") from None


def _check(row: Mapping[str, Any], outlets: Mapping[str, type[Outlet]], now: datetime) -> _Row:
    """Raises ``ValueError`` with what is wrong with the row."""
    if missing := [name for name in REQUIRED if not _text(row, name)]:
        raise ValueError(f"no {missing[0]!r}, and a row needs {', '.join(REQUIRED)}")
    name = _text(row, "outlet")
    outlet = outlets.get(name)
    address = canonical_url(_text(row, "url"))
    key = outlet.addresses().key(address) if outlet and outlet.addresses().article(address) else url_key(address)
    stamp = _text(row, "published_at")
    published = parse_machine(stamp, zone=_ZONE) if stamp else None
    if stamp and published is None:
        raise ValueError(f"{stamp!r} is not a date; write 2024-11-27 or 2024-11-27T10:15:00+07:00")
    item = ArticleItem(
        article_id=article_id(name, key),
        url=address,
        url_key=key,
        outlet=name,
        network=_text(row, "network") or (outlet.network_name() if outlet else name),
        title=_text(row, "title") or None,
        authors=_names(row.get("authors")),
        editors=_names(row.get("editors")),
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_origin="declared" if published else None,
        body=_paragraphs(_text(row, "body")),
        fetched_at=now,
        extractor="import",
    )
    return _Row(item, outlet, _chosen(row.get("relevant")))


def _json_row(line: str, path: Path, number: int) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageFailure(f"{path}, line {number}: not JSON ({error}); mend the line, nothing was imported") from None
    if not isinstance(row, dict):
        raise UsageFailure(f"{path}, line {number}: not an object; a row is one JSON object, nothing was imported")
    return row


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    # JSON may hold half of a surrogate pair, which no database takes
    return str(value).encode("utf-8", "replace").decode().strip() if value is not None else ""


def _names(value: Any) -> tuple[str, ...]:
    names = value if isinstance(value, list) else str(value or "").split(";")
    return tuple(str(name).strip() for name in names if str(name).strip())


def _paragraphs(text: str) -> str:
    """Paragraphs separated by a blank line, as everywhere; one line break is a paragraph's end in most collections."""
    return "\n\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _chosen(value: Any) -> bool:
    if value is None or value == "":
        return True
    if isinstance(value, bool):
        return value
    try:
        return _BOOLEANS[str(value).strip().lower()]
    except KeyError:
        raise ValueError(f"relevant is {value!r}; write true or false") from None
