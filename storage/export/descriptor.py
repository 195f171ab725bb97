"""Files for machines beside the tables of an export: the Frictionless descriptor and the citation."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.calendar import JAKARTA
from storage.clustering.score import weights
from storage.events.pairs import version
from storage.events.selection import Selection
from storage.export.dictionary import Field, Table
from storage.export.folder import PACKAGE_NAME, REGIONS
from storage.export.formats import SEPARATOR, Format
from storage.export.regions import joined
from storage.export.tables import Facts
from storage.signatures.signature import VERSION

_MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}

TITLE = "Regional government press coverage of election security in Indonesia"
KEYWORDS = ["Indonesia", "elections", "security", "regional press", "event clusters"]

COPYRIGHT = "Titles, excerpts and texts are the work of the outlets named in each row, and remain theirs"

LICENSES = [
    {"name": "other-open", "title": "Ids, clusters, counts and coverage: free to use; please cite the archive"},
    {"name": "other-closed", "title": COPYRIGHT},
]


@dataclass(frozen=True, slots=True)
class Query:
    """Filters of an export, and the version of the project."""

    format: Format
    selection: Selection
    with_text: bool
    version: str


@dataclass(frozen=True, slots=True)
class Written:
    """A table as it was written."""

    table: Table
    path: Path
    rows: int


def title(facts: Facts) -> str:
    """Subject of the package: the project's subject where its rules chose all, else the collections by name."""
    chosen = facts.origins.total() - facts.origins["rules"]
    names = ", ".join(one.title or one.name for one in facts.collections)
    if not chosen:
        return TITLE
    if not facts.origins["rules"]:
        return names or "An imported collection of press articles"
    return f"{TITLE}, with {names or 'imported collections'}"


def _keywords(facts: Facts) -> list[str]:
    return KEYWORDS if facts.origins["rules"] or not facts.origins.total() else ["press articles", "event clusters"]


def sources(facts: Facts) -> list[dict[str, str]]:
    """The imported collections as Frictionless describes sources, with their licences."""
    found = []
    for one in facts.collections:
        values = {"title": one.title or one.name, "name": one.name, "path": one.source, "license": one.licence}
        found.append({name: value for name, value in values.items() if value})
    return found


def descriptor(query: Query, tables: Sequence[Written], facts: Facts) -> str:
    """``datapackage.json`` (Frictionless Data Package, version 1)."""
    # In a JSON Lines file without a line frictionless 5.21 finds no table, and breaks. As a file its size and hash are
    # checked, and nothing can refer to it.
    tableless = {one.table.name for one in tables if not one.rows} if query.format == "jsonl" else frozenset[str]()
    package = {
        "profile": "data-package",
        "name": PACKAGE_NAME,
        "title": title(facts),
        "version": query.version,
        "keywords": _keywords(facts),
        "licenses": LICENSES,
        **({"sources": sources(facts)} if facts.collections else {}),
        "filters": filters(query),
        "clustering": version(),
        "signatures": VERSION,
        "weights": weights().version,
        "contributors": [{"title": "Kliping archive", "roles": ["creator"]}],
        "spatial": [name for code in sorted(filter(None, facts.regions)) if (name := joined("region", code))],
        "regions": REGIONS,
        "resources": [_resource(query.format, written, tableless) for written in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def filters(query: Query) -> dict[str, Any]:
    """Filters as JSON values; ``until`` is exclusive, ``event_until`` is not."""
    selection = query.selection
    return {
        "since": selection.since.astimezone(JAKARTA).isoformat() if selection.since else None,
        "until": selection.until.astimezone(JAKARTA).isoformat() if selection.until else None,
        "event_since": selection.event_since.isoformat() if selection.event_since else None,
        "event_until": selection.event_until.isoformat() if selection.event_until else None,
        "region": selection.region,
        "outlets": list(selection.outlets),
        "networks": list(selection.networks),
        "collections": list(selection.collections),
        "term": selection.term,
        "text": selection.text,
        "min_reports": selection.min_reports,
        "with_text": query.with_text,
        "format": query.format,
    }


def _resource(format: Format, written: Written, tableless: Collection[str]) -> dict[str, Any]:
    table = written.table
    with written.path.open("rb") as file:
        digest, size = _digest(file), written.path.stat().st_size
    schema: dict[str, Any] = {
        "fields": [_field(one, format) for one in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if foreign := [link for link in table.foreign if link[1] not in tableless]:
        schema["foreignKeys"] = [
            {"fields": [own], "reference": {"resource": other, "fields": [theirs]}} for own, other, theirs in foreign
        ]
    resource: dict[str, Any] = {
        "name": table.name,
        "title": table.title,
        "path": written.path.name,
        "format": format,
        "mediatype": _MEDIA_TYPES[format],
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "sha256": digest,
        "rows": written.rows,
        "schema": schema,
    }
    if format == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["dialect"] = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"}
    if table.name in tableless:
        resource["type"] = "file"
    if format == "parquet":
        # frictionless 5.21 reads Parquet through pandas: it counts no bytes of the file, and finds "None" of them
        for name in ("encoding", "bytes", "hash"):
            del resource[name]
    return resource


def _digest(file: Any) -> str:
    digest = sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _field(one: Field, format: Format) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "type": one.kind, "description": one.description}
    if one.kind == "datetime":
        described["format"] = "any"  # with the offset +07:00, which the default format does not allow
    if one.kind == "array" and format == "csv":
        described |= {"type": "string", "description": f"{one.description}; a list, joined by {SEPARATOR!r}"}
    if one.kind == "array" and format == "parquet":
        # a list out of pandas is no array to frictionless; the file itself says that it is a list of text
        described |= {"type": "any", "description": f"{one.description}; a list of text"}
    # an empty text is an empty cell in CSV, where it cannot be told from a missing one
    if one.required and not (format == "csv" and described["type"] == "string"):
        described["constraints"] = {"required": True}
    return described


def identity(tables: Sequence[Written]) -> str:
    """Twelve hex digits over the SHA-256 of all tables: two packages with the same ones hold the same rows."""
    whole = sha256()
    for written in tables:
        with written.path.open("rb") as file:
            whole.update(f"{written.path.name} {_digest(file)}\n".encode())
    return whole.hexdigest()[:12]


def citation(query: Query, tables: Sequence[Written], facts: Facts) -> str:
    """``CITATION.cff`` (Citation File Format 1.2.0). Strings are JSON, which YAML takes as it is."""
    counts = {written.table.name: written.rows for written in tables}
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "Please cite this data package, and the articles that you quote by their own addresses.",
        "title": title(facts),
        "abstract": f"{counts['events']} event clusters of {counts['articles']} articles by {counts['outlets']} "
        "outlets; README.md says what was asked for, what is missing and how an event is defined.",
        "version": f"{query.version}+{identity(tables)}",
        "authors": [{"name": "Kliping archive"}],
        "keywords": _keywords(facts),
    }
    if facts.collections:
        said["references"] = [
            {"type": "dataset", "title": one.title or one.name, "authors": [{"name": one.source or "unknown"}]}
            for one in facts.collections
        ]
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items())
