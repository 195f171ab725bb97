"""Rows of a file to be scored, and labels that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.annotation.relevance_file import evaluation, read_rows
from crawler.exceptions import UsageFailure

NEUTRAL = {"title": "Bupati minta ASN jaga netralitas", "body": "ASN dilarang mendukung calon bupati di pilkada."}


def lines(rows: list[dict[str, Any]]) -> bytes:
    """The rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


BAD = {
    "not JSON": (b"{", "is not JSON"),
    "not an object": (b"[1]", "is not a JSON object"),
    "no body": (b'{"title": "x"}', "body is missing"),
    "title of a number": (b'{"title": 1, "body": "x"}', "title is not a text"),
    "not UTF-8": (b'{"body": "caf\xe9"}', "is not UTF-8"),
    "nested without end": (b"[" * 100_000, "is not JSON"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows_are_told_with_file_and_line(tmp_path: Path, case: str) -> None:
    bad, told = BAD[case]
    file = tmp_path / "bad.jsonl"
    file.write_bytes(lines([NEUTRAL]) + b"\n" + bad + b"\n")
    with pytest.raises(UsageFailure) as failure:
        read_rows(str(file))
    message = str(failure.value)
    assert message.startswith(f"{file}, line 3: ") and told in message and ";" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{**NEUTRAL, "relevant": True}, NEUTRAL], "line 2: relevant is not true or false"),
        ([{**NEUTRAL, "relevant": 1}], "line 1: relevant is not true or false"),
        ([{**NEUTRAL, "relevant": True, "borderline": "no"}], "line 1: borderline is not true or false"),
        ([{**NEUTRAL, "relevant": True, "borderline": True}], "has no labelled rows that are not borderline"),
        ([], "has no labelled rows that are not borderline"),
    ],
)
def test_labels_that_cannot_be_used(tmp_path: Path, rows: list[dict[str, Any]], told: str) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_bytes(lines(rows))
    with pytest.raises(UsageFailure) as failure:
        evaluation(read_rows(str(file)), str(file))
    assert str(failure.value).startswith(str(file)) and told in str(failure.value)
