"""Articles of a JSON Lines file: their relevance, or how often it agrees with labels."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.annotation.relevance import explain, judge
from crawler.exceptions import UsageFailure


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the input."""

    where: str
    """File and line."""

    title: str | None
    body: str
    fields: dict[str, Any]
    """The line as it was read."""


def read_rows(name: str) -> list[Row]:
    """The rows of a JSON Lines file (``-`` is standard input); ``UsageFailure`` when one cannot be used."""
    shown = _shown(name)
    rows = []
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    rows.append(_row(line, f"{shown}, line {number}"))
    except OSError as error:
        raise UsageFailure(
            f"{shown}: cannot be read ({error.strerror}); give a JSON Lines file, or - for standard input"
        ) from None
    return rows


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _row(line: bytes, where: str) -> Row:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageFailure(f"{where}: is not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError):
        raise UsageFailure(f"{where}: is not JSON; write one JSON object per line") from None
    if not isinstance(fields, dict):
        raise UsageFailure(f'{where}: is not a JSON object; write {{"title": …, "body": …}}')
    title, body = fields.get("title"), fields.get("body")
    if not isinstance(body, str):
        raise UsageFailure(f"{where}: body is missing or not a text; give the article's text as body")
    if title is not None and not isinstance(title, str):
        raise UsageFailure(f"{where}: title is not a text; give a text, null, or leave it out")
    return Row(where, title, body, fields)


def scores(rows: Iterable[Row], *, contributions: bool) -> Iterator[str]:
    """One JSON line per row."""
    for row in rows:
        answer = judge(row.title, row.body)
        line: dict[str, Any] = {"id": row.fields["id"]} if "id" in row.fields else {}
        line |= {"relevant": answer.relevant, "relevance": answer.score, "matched_terms": answer.matched_terms}
        if contributions:
            line["contributions"] = [
                {
                    "name": part.name,
                    "value": round(part.value, 3),
                    "amount": round(part.amount, 3),
                    "weight": part.weight,
                    "terms": part.terms,
                }
                for part in explain(row.title, row.body)
            ]
        yield json.dumps(line)


def evaluation(rows: list[Row], name: str) -> list[str]:
    """Figures over all labelled rows, then without and only each source; ``UsageFailure`` when a label is missing."""
    kept: list[tuple[str | None, bool, bool]] = []
    for row in rows:
        label, borderline = row.fields.get("relevant"), row.fields.get("borderline", False)
        if not isinstance(label, bool) or not isinstance(borderline, bool):
            what = "relevant" if not isinstance(label, bool) else "borderline"
            raise UsageFailure(f"{row.where}: {what} is not true or false; label every row to use --evaluate")
        source = row.fields.get("source")
        if not borderline:
            kept.append((None if source is None else str(source), label, judge(row.title, row.body).relevant))
    if not kept:
        raise UsageFailure(f"{_shown(name)}: has no labelled rows that are not borderline; add some to use --evaluate")
    lines = [_figures("all sources", [pair for _, *pair in kept])]
    sources = sorted({source for source, *_ in kept if source is not None})
    for source in sources if len(sources) > 1 else ():
        lines.append(_figures(f"without {source}", [pair for of, *pair in kept if of != source]))
    for source in sources if len(sources) > 1 else ():
        lines.append(_figures(f"only {source}", [pair for of, *pair in kept if of == source]))
    return lines


def _figures(of: str, pairs: list[list[bool]]) -> str:
    hits = sum(label and answer for label, answer in pairs)
    found, wanted = sum(answer for _, answer in pairs), sum(label for label, _ in pairs)
    precision, recall = _share(hits, found), _share(hits, wanted)
    return f"{of}: precision {precision} recall {recall} F1 {_share(2 * hits, found + wanted)} ({len(pairs)} rows)"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "n/a"
