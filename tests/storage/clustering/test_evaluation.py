from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storage.clustering.evaluation import EvaluationError, compare, evaluate_file, read_labelled
from tests.storage.reports import AUDIT, ROLL_CALL, ROLL_CALL_RETOLD, SHARED

ROW = {
    "id": "a1",
    "title": "Polres Tirtasari Siagakan 364 Personel",
    "body": ROLL_CALL,
    "published_at": "2024-11-20T12:30:00+07:00",
    "outlet": "x",
    "cluster": "siaga",
}


def labelled(path: Path, *rows: Mapping[str, Any] | str) -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_b_cubed_and_pairs() -> None:
    """The worked example: {1 2 3} {4 5} found as {1 2} {3 4 5}."""
    gold = {"1": "a", "2": "a", "3": "a", "4": "b", "5": "b"}
    found = {"1": "x", "2": "x", "3": "y", "4": "y", "5": "y"}
    scores = compare(gold, found)
    assert scores.articles == 5
    assert scores.clusters == 2
    assert scores.b_cubed_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert scores.b_cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert scores.pair_precision == pytest.approx(2 / 4)
    assert scores.pair_recall == pytest.approx(2 / 4)
    assert scores.pair_f1 == pytest.approx(0.5)


def test_perfect_and_lonely() -> None:
    gold = {"1": "a", "2": "a", "3": "b"}
    assert compare(gold, {"1": "p", "2": "p", "3": "q"}).b_cubed_f1 == 1.0
    alone = compare(gold, {"1": "p", "2": "q", "3": "r"})
    assert alone.b_cubed_precision == 1.0
    assert alone.pair_f1 == 0.0
    assert compare({"1": "a", "2": "b"}, {"1": "p", "2": "q"}).pair_f1 == 1.0


def test_both_must_hold_the_same_articles() -> None:
    with pytest.raises(EvaluationError, match="different articles"):
        compare({"1": "a"}, {"2": "a"})
    with pytest.raises(EvaluationError, match="no labelled articles"):
        compare({}, {})


def test_a_file(tmp_path: Path) -> None:
    path = labelled(
        tmp_path / "events.jsonl",
        ROW,
        {**ROW, "id": "a2", "outlet": "y", "title": None, "body": ROLL_CALL_RETOLD, "note": "other fields are ignored"},
        "",
        {**ROW, "id": "a3", "cluster": "gudang", "body": AUDIT, "title": "Gembok Rusak", "published_at": "2024-11-20"},
        {
            **ROW,
            "id": "a4",
            "cluster": "kosong",
            "body": "",
            "title": None,
            "published_at": None,
            "region_code": "35.74",
        },
    )
    scores = evaluate_file(path)
    assert (scores.articles, scores.clusters, scores.b_cubed_f1) == (4, 3, 1.0)


def test_what_the_file_says_is_used(tmp_path: Path) -> None:
    extra = {"network": "n", "event_date": "2024-11-19", "region_code": "35.74", "place": "Kota Tirtasari"}
    (found,) = read_labelled(labelled(tmp_path / "events.jsonl", {**ROW, **extra}))
    assert found.cluster == "siaga"
    assert found.signature.network == "n"
    assert str(found.signature.event_date) == "2024-11-19"
    assert found.signature.region_code == "35.74"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{not json", "not a line of JSON"),
        ("[1]", "expected a JSON object"),
        ({**ROW, "body": None}, "'body' must be a text"),
        ({**ROW, "cluster": ""}, "'cluster' must be a text"),
        ({**ROW, "id": 7}, "'id' must be a text"),
        ({**ROW, "published_at": "yesterday"}, "not an ISO 8601 time"),
        ({**ROW, "published_at": "2024-11-20T12:30:00"}, "no offset"),
        ({**ROW, "event_date": "20/11/2024"}, "not an ISO 8601 day"),
        ({**ROW, "id": "first"}, "occurs twice"),
    ],
)
def test_broken_input_names_the_line(tmp_path: Path, row: Mapping[str, Any] | str, said: str) -> None:
    path = labelled(tmp_path / "events.jsonl", {**ROW, "id": "first"}, row)
    with pytest.raises(EvaluationError, match=said) as caught:
        evaluate_file(path)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"id": "\xff"}\n')
    with pytest.raises(EvaluationError, match=":1: not a line of JSON"):
        evaluate_file(path)


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no labelled articles"):
        evaluate_file(labelled(tmp_path / "events.jsonl", ""))


def test_national_news_with_hard_negatives() -> None:
    """Floors just below what was measured: B-cubed .930, pairs .879."""
    path = SHARED / "eval" / "events.jsonl"
    if not path.exists():
        pytest.skip("the labelled news is not beside the repository")
    scores = evaluate_file(path)
    assert scores.b_cubed_f1 >= 0.928
    assert scores.pair_f1 >= 0.875
    assert scores.b_cubed_precision >= 0.905
