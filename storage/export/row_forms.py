"""The form of every row of a package, by the data dictionary: a package is data, and nothing in it is trusted."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from storage.calendar import FIRST_YEAR, LAST_YEAR
from storage.export.dictionary import Field, Table

_LARGEST = 2**31 - 1
"""Largest number that every database takes for a whole one."""

_EVENT, _ARTICLE, _JUDGEMENT = (re.compile(f"{letter}[0-9a-f]{{16}}") for letter in "eaj")
_POINT = re.compile(r"[^=]+=-?\d+(\.\d+)?([eE][-+]?\d{1,2})?")

_WORDS: Mapping[str, frozenset[str]] = {
    "published_precision": frozenset({"minute", "day"}),
    "verdict": frozenset({"same", "different"}),
    "kind": frozenset({"founded", "grown", "merged", "split", "shrunk", "emptied"}),
}
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("event_id", "lives_on_as", "from_events", "into_events"), _EVENT),
    **dict.fromkeys(("article_id", "article_a", "article_b", "a", "b"), _ARTICLE),
    "judgement_id": _JUDGEMENT,
    "text_sha256": re.compile(r"[0-9a-f]{64}"),
    "points": _POINT,
}
_ADDRESSES = frozenset({"url", "site", "representative_url"})


def fault(table: Table, row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Name of the first field that is not of its form, and the reason; ``None`` for a sound row."""
    for field in table.fields:
        if (reason := _fault(field, row[field.name])) is not None:
            return field.name, reason
    return None


def _fault(field: Field, value: Any) -> str | None:
    if value is None:
        return "is empty" if field.required else None
    if not _KINDS[field.kind](value):
        return f"{_shown(value)} is no {_NAMES.get(field.kind, field.kind)}"
    texts = value if field.kind == "array" else (value,) if field.kind == "string" else ()
    for text in texts:
        if "\0" in text:
            return "holds NUL characters"
        if not text and field.kind == "string" and not field.required:
            continue
        pattern = _PATTERNS.get(field.name)
        if pattern is not None and not pattern.fullmatch(text):
            return f"{_shown(text)} has not the form {pattern.pattern}"
        if field.name in _WORDS and text not in _WORDS[field.name]:
            return f"{_shown(text)} is none of {', '.join(sorted(_WORDS[field.name]))}"
        if field.name in _ADDRESSES and not _is_address(text):
            return f"{_shown(text)} is no http or https address"
    return None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None and _is_sane(value)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and _is_sane(value)


def _is_sane(value: date) -> bool:
    return FIRST_YEAR <= value.year <= LAST_YEAR


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    "integer": _is_whole,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "datetime": _is_moment,
    "date": _is_day,
}
_NAMES = {
    "array": "list of texts",
    "datetime": f"time with an offset from {FIRST_YEAR} to {LAST_YEAR}",
    "date": f"day from {FIRST_YEAR} to {LAST_YEAR}",
    "integer": "whole number",
    "string": "text",
}


def _shown(value: Any) -> str:
    return f"{value!r:.60}"
