"""What stands beside the tables of an export: the Frictionless descriptor and a page for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage import comparisons, signatures
from storage.coverage import Day
from storage.export_dictionary import Field, Table
from storage.export_folder import DESCRIPTOR, PACKAGE_NAME
from storage.export_formats import SEPARATOR, Format
from storage.selection import Selection

_MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}

COPYRIGHT = "Titles, excerpts and texts are the work of the outlets named in each row, and remain theirs"

LICENSES = [
    {"name": "other-open", "title": "Ids, clusters, counts and coverage: free to use; please cite the archive"},
    {"name": "other-closed", "title": COPYRIGHT},
]


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for, and of which version of the project."""

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


@dataclass(slots=True)
class Gaps:
    """What each outlet's nights came to: how many of each status (``none``: days without a crawl), first and last."""

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    first: dict[str, date] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)

    def add(self, day: Day) -> None:
        """Counts one day; days come in order."""
        self.statuses.setdefault(day.outlet, Counter())[day.status or "none"] += 1
        self.first.setdefault(day.outlet, day.day)
        self.last[day.outlet] = day.day


@dataclass(slots=True)
class Facts:
    """What is learned while the tables are written.

    ``without_event`` counts articles that no event holds yet, ``withheld`` those that may not be shown.
    """

    gaps: Gaps = field(default_factory=Gaps)
    extractors: Counter[str] = field(default_factory=Counter)
    without_event: int = 0
    withheld: int = 0


def descriptor(query: Query, tables: Sequence[Written]) -> str:
    """``datapackage.json`` (Frictionless Data Package, version 1)."""
    package = {
        "profile": "data-package",
        "name": PACKAGE_NAME,
        "title": "Regional government press coverage of election security in Indonesia",
        "version": query.version,
        "keywords": ["Indonesia", "elections", "security", "regional press", "event clusters"],
        "licenses": LICENSES,
        "filters": filters(query),
        "clustering": comparisons.version(),
        "resources": [_resource(query.format, written) for written in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def filters(query: Query) -> dict[str, Any]:
    """What was asked for, as JSON values; ``until`` is exclusive."""
    selection = query.selection
    return {
        "since": selection.since.astimezone(signatures.JAKARTA).isoformat() if selection.since else None,
        "until": selection.until.astimezone(signatures.JAKARTA).isoformat() if selection.until else None,
        "region": selection.region,
        "outlets": list(selection.outlets),
        "with_text": query.with_text,
        "format": query.format,
    }


def _resource(format: Format, written: Written) -> dict[str, Any]:
    table = written.table
    with written.path.open("rb") as file:
        digest, size = _digest(file), written.path.stat().st_size
    schema: dict[str, Any] = {
        "fields": [_field(one, format) for one in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.foreign:
        schema["foreignKeys"] = [
            {"fields": [own], "reference": {"resource": other, "fields": [theirs]}}
            for own, other, theirs in table.foreign
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
        "rows": written.rows,
        "schema": schema,
    }
    if format == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["dialect"] = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"}
    if format == "parquet":
        del resource["encoding"]
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
    # an empty text is an empty cell in CSV, where it cannot be told from a missing one
    if one.required and not (format == "csv" and described["type"] == "string"):
        described["constraints"] = {"required": True}
    return described


def readme(query: Query, tables: Sequence[Written], facts: Facts) -> str:
    """``README.md``: what this is, how it was asked for, how to read it, what is missing."""
    parts = [
        "# Regional government press coverage of election security in Indonesia",
        "An export of a Kliping archive: articles of regional outlets, grouped into event clusters.",
        "## What was asked for",
        _bullets(_asked(query)),
        "An event is here when one of its articles is; its counts describe the whole event, so they may exceed its "
        "rows in `articles`.",
        "## What is here",
        _bullets(f"`{one.path.name}`: {one.rows} rows. {one.table.title}." for one in tables),
        f"Every field is described in `{DESCRIPTOR}`, with the SHA-256 of each file.",
        "`articles`, `outlets`, `networks` and `texts` of an event are four different numbers: outlets of one network "
        "share their reports, and copies of one text are one independent text.",
        "## How it was made",
        _bullets(_made(query, facts.extractors)),
        "## How to read it",
        _bullets(_reading(query.format)),
        "## Known gaps",
        _bullets(_gaps(facts)),
        "## Rights",
        f"{COPYRIGHT} (UU 28/2014). {_text_notice(query)} Names of persons in the texts are personal data "
        "(UU 27/2022): publish no more of them than your question needs.",
    ]
    return "\n\n".join(parts) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _asked(query: Query) -> Iterable[str]:
    asked = filters(query)
    yield f"published from: {asked['since'] or 'the beginning'}"
    yield f"published before: {asked['until'] or 'open'}"
    yield f"region: {asked['region'] or 'all'}"
    yield f"outlets: {', '.join(asked['outlets']) or 'all'}"
    yield f"text: {'full' if query.with_text else 'excerpts only'}"
    yield f"format: {query.format}"


def _made(query: Query, extractors: Mapping[str, int]) -> Iterable[str]:
    yield f"Kliping {query.version}"
    yield f"clustering rules: version {comparisons.version()}"
    for name, count in sorted(extractors.items()):
        yield f"extraction rules {name or 'unknown'}: {count} articles"


def _reading(format: Format) -> Iterable[str]:
    yield "Times are in +07:00 (Asia/Jakarta). With precision `day` only the day is known, and the time is midnight."
    if format == "csv":
        yield "UTF-8, RFC 4180, every cell in quotes. An empty cell means: not known."
        yield f"Lists are joined by `{SEPARATOR}`."
        yield (
            "A cell that a spreadsheet would take for a formula has a `'` before it: one that begins with any number "
            "of `'` and then `=`, `+`, `-`, `@`, a tab, a line break, `＝`, `＋`, `－` or `＠`. Take one `'` away "
            "from such cells to have the exact text, or export as jsonl or parquet, where texts are unchanged."
        )
    else:
        yield "Texts are exactly as archived. Do not paste them into a spreadsheet: a text may begin like a formula."
    yield "`region_code` is text: `35.10` is not the number 35.1."


def _gaps(facts: Facts) -> Iterable[str]:
    gaps = facts.gaps
    if facts.without_event:
        yield f"{facts.without_event} articles have no event yet: they came in after the last clustering."
    if facts.withheld:
        yield (
            f"{facts.withheld} articles withheld: they were taken down, or their pages ask not to be archived; they "
            "are in no table and no count."
        )
    for outlet, statuses in sorted(gaps.statuses.items()):
        missing = ", ".join(
            f"{statuses[status]} {words}"
            for status, words in (
                ("failed", "failed"),
                ("blocked", "blocked"),
                ("interrupted", "interrupted"),
                ("skipped", "skipped"),
                ("running", "unfinished"),
                ("none", "without a crawl"),
            )
            if statuses[status]
        )
        period = f"{gaps.first[outlet]} to {gaps.last[outlet]}"
        nights = f"{statuses['completed']} of {statuses.total()} days crawled"
        yield f"`{outlet}`, {period}: {nights}" + (f"; {missing}." if missing else ".")
    if not gaps.statuses:
        yield "No crawl of these outlets is recorded."
    yield (
        "An outlet without a line above was never crawled: its articles come from an imported collection, and nothing "
        "is known of what it published besides."
    )
    yield "What an outlet took offline before the first crawl, and what the relevance rules missed, is not here."


def _text_notice(query: Query) -> str:
    if query.with_text:
        return "This package holds full texts: keep it for your own analysis and do not pass it on."
    return "This package holds excerpts only; read the articles at their addresses."
