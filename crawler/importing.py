"""A researcher's own collection, row by row, into articles.

An imported article gets the same places, event dates and language as a crawled one. It counts as relevant, because
somebody chose it, unless the file says otherwise or the filter is asked for.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.annotation.annotate import annotate
from crawler.crawling.run import article_fields
from crawler.exceptions import UsageFailure
from crawler.extraction.boilerplate import split_dateline
from crawler.extraction.dates import parse_machine
from crawler.items import ArticleItem
from crawler.outlets.outlet import Outlet
from crawler.urls import article_id, canonical_url, url_key
from storage.archive.archive import Archive

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
    archive: Archive, path: Path, *, outlets: Mapping[str, type[Outlet]], now: datetime, filtered: bool
) -> Counter[str]:
    """Save every article of the file, and the outlets that the archive does not know.

    ``filtered`` lets the relevance rules decide about each article. Returns how many are ``new``, ``changed`` and
    ``known``, and how many of all are ``relevant``. Raises ``UsageFailure`` with file and line for a broken row, before
    anything is saved.
    """
    for _ in _checked(path, outlets, now):
        pass
    known = {row.name for row in archive.outlets()}
    counts: Counter[str] = Counter()
    for row in _checked(path, outlets, now):
        item = _annotated(row, filtered=filtered)
        if item.outlet not in known:
            archive.save_outlet(**_outlet_facts(item, row.outlet))
            known.add(item.outlet)
        counts[archive.save_article(article_fields(item), now=now)] += 1
        counts["relevant"] += bool(item.relevant)
    return counts


def _annotated(row: _Row, *, filtered: bool) -> ArticleItem:
    dateline, _ = split_dateline(row.item.body.partition("\n\n")[0], (row.item.outlet,))
    region_code = row.outlet.region if row.outlet else None
    item = annotate(row.item, dateline=dateline, outlet_region=region_code, zone=_ZONE)
    return item if filtered else replace(item, relevant=row.relevant)


def _outlet_facts(item: ArticleItem, outlet: type[Outlet] | None) -> dict[str, Any]:
    """Facts of an outlet that may have no spider; the network is the file's."""
    if outlet is not None:
        return outlet.facts() | {"network": item.network}
    facts = dict.fromkeys(("site", "family", "region_code", "region"))
    return {"name": item.outlet, "title": item.outlet, "network": item.network, **facts}


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
