"""Judgements as a file, JSON Lines: what a data folder keeps of them beside the database, and what people share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.calendar import FIRST_YEAR, LAST_YEAR
from storage.clustering.constraints import CONSTRAINTS, Judgement, judgement, withdrawn
from storage.records import jsonl

_ARTICLE = re.compile(r"a[0-9a-f]{16}")


def write(path: Path, judgements: Iterable[Judgement]) -> None:
    """Writes all of them, or leaves the file as it was. Raises ``ArchiveError`` (``ArchiveFull``: no room)."""
    jsonl.write(path, map(_row, judgements))


def read(path: Path) -> list[tuple[int, Judgement]]:
    """Line number and judgement, in the order of the file.

    Each line is an object with ``verdict`` (same or different), ``a`` and ``b`` (an article id, or a list of them),
    ``by``, ``why`` and ``judged_at`` (ISO 8601 with an offset); ``judgement_id`` and the three ``withdrawn_…`` where
    they are known. Raises ``ArchiveError`` with file and line.
    """
    return list(jsonl.read(path, _judgement, advice="nothing was taken from this file"))


def _row(one: Judgement) -> dict[str, Any]:
    row: dict[str, Any] = {
        "judgement_id": one.judgement_id,
        "verdict": one.verdict,
        "a": list(one.a),
        "b": list(one.b),
        "by": one.by,
        "why": one.why,
        "judged_at": one.judged_at.isoformat(),
    }
    if one.withdrawn_at is not None:
        row |= {
            "withdrawn_at": one.withdrawn_at.isoformat(),
            "withdrawn_by": one.withdrawn_by,
            "withdrawn_why": one.withdrawn_why,
        }
    return row


def _judgement(row: dict[str, Any]) -> Judgement:
    """Raises ``ValueError`` for a row that is no judgement."""
    verdict = row.get("verdict")
    if verdict not in CONSTRAINTS:
        raise ValueError(f"verdict {verdict!r:.40} is neither same nor different")
    said = judgement(
        verdict,
        _articles(row, "a"),
        _articles(row, "b"),
        by=_text(row, "by"),
        why=_text(row, "why"),
        judged_at=_moment(row, "judged_at"),
    )
    if row.get("judgement_id") not in (None, said.judgement_id):
        raise ValueError(
            f"judgement_id {row['judgement_id']!r:.40} belongs to other content; leave it out of a line you edit"
        )
    if row.get("withdrawn_at") is None:
        return said
    return withdrawn(
        said, by=_text(row, "withdrawn_by"), why=_text(row, "withdrawn_why"), at=_moment(row, "withdrawn_at")
    )


def _articles(row: dict[str, Any], name: str) -> list[str]:
    value = row.get(name)
    listed: list[Any] = value if isinstance(value, list) else [value]
    for each in listed:
        if not isinstance(each, str) or not _ARTICLE.fullmatch(each):
            raise ValueError(
                f"{name} must be an article id (a and 16 hex digits) or a list of them, found {each!r:.40}"
            )
    return listed


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text that is not empty, found {value!r:.40}")
    return value


def _moment(row: dict[str, Any], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(row, name))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(
            f"{name} must be a time with an offset, of our age (2024-11-28T06:00:00+07:00), found {row.get(name)!r:.40}"
        )
    return moment
