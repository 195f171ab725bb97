"""Rows of a file to be scored, and labels that cannot be used."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.annotation.relevance import explain, judge
from crawler.annotation.relevance_file import Row, evaluation, read_rows, scores
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


OFF_TOPIC = {"title": "Harga cabai naik", "body": "Pedagang pasar mengeluh harga cabai rawit naik lagi pekan ini."}


def as_rows(*fields: dict[str, Any]) -> list[Row]:
    """The rows as they would be read."""
    return [Row(f"berkas, line {number}", one.get("title"), one["body"], one) for number, one in enumerate(fields, 1)]


def test_a_row_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines([NEUTRAL, {"body": "Tanpa judul", "title": None, "id": 7}]))
    first, second = read_rows(str(file))
    assert first == Row(f"{file}, line 1", NEUTRAL["title"], NEUTRAL["body"], NEUTRAL)
    assert (second.where, second.title, second.fields["id"]) == (f"{file}, line 2", None, 7)


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines([NEUTRAL]) + b"[]")))
    with pytest.raises(UsageFailure, match=r"^standard input, line 2: "):
        read_rows("-")


def test_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(UsageFailure, match=r"^/no/such/file: cannot be read \(No such file or directory\)"):
        read_rows("/no/such/file")


def test_a_score_is_what_judge_says() -> None:
    named, plain = (
        json.loads(line) for line in scores(as_rows({**NEUTRAL, "id": "a"}, OFF_TOPIC), contributions=False)
    )
    found = judge(NEUTRAL["title"], NEUTRAL["body"])
    assert named == {
        "id": "a", "relevant": True, "relevance": found.score, "matched_terms": list(found.matched_terms)
    }  # fmt: skip
    assert plain["relevant"] is False
    assert plain.keys() == {"relevant", "relevance", "matched_terms"}


def test_contributions_are_those_of_explain() -> None:
    (line,) = scores(as_rows(NEUTRAL), contributions=True)
    assert json.loads(line)["contributions"] == [
        {
            "name": part.name,
            "value": round(part.value, 3),
            "amount": round(part.amount, 3),
            "weight": part.weight,
            "terms": list(part.terms),
        }
        for part in explain(NEUTRAL["title"], NEUTRAL["body"])
    ]


def labelled(label: bool, source: str | None, text: dict[str, str], **more: object) -> dict[str, Any]:
    return {**text, "relevant": label, **({"source": source} if source else {}), **more}


def test_figures_of_all_sources_and_without_and_of_each() -> None:
    """Two hits, one miss and one false alarm at one source; nothing wanted and nothing found at the other."""
    given = as_rows(
        labelled(True, "a", NEUTRAL),
        labelled(True, "a", NEUTRAL),
        labelled(True, "a", OFF_TOPIC),
        labelled(False, "a", NEUTRAL),
        labelled(False, "b", OFF_TOPIC),
        labelled(True, "b", OFF_TOPIC, borderline=True),
    )
    assert evaluation(given, "berkas") == [
        "all sources: precision 0.667 recall 0.667 F1 0.667 (5 rows)",
        "without a: precision n/a recall n/a F1 n/a (1 rows)",
        "without b: precision 0.667 recall 0.667 F1 0.667 (4 rows)",
        "only a: precision 0.667 recall 0.667 F1 0.667 (4 rows)",
        "only b: precision n/a recall n/a F1 n/a (1 rows)",
    ]


def test_precision_is_of_what_was_found_and_recall_of_what_is_wanted() -> None:
    given = as_rows(labelled(True, "a", NEUTRAL), labelled(False, "a", NEUTRAL), labelled(True, None, NEUTRAL))
    assert evaluation(given, "berkas") == ["all sources: precision 0.667 recall 1.000 F1 0.800 (3 rows)"]


def test_no_label_at_all_names_the_input() -> None:
    with pytest.raises(UsageFailure, match=r"^standard input: has no labelled rows"):
        evaluation([], "-")
