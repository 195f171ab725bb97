from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from storage.signatures.idf import mention
from storage.signatures.sign import sign, sign_all
from storage.signatures.signature import VERSION
from storage.signatures.signature_codec import encode
from tests.storage.reports import AUDIT, NOON, ROLL_CALL, WIB, as_signed, report

ROOT = Path(__file__).resolve().parents[3]


def test_the_day_is_that_of_jakarta() -> None:
    late = datetime(2024, 11, 20, 18, 30, tzinfo=WIB) + timedelta(hours=6)
    assert report("a1", AUDIT, published=late).day == date(2024, 11, 21)
    assert report("a1", AUDIT, published=None, event_date=date(2024, 11, 19)).day == date(2024, 11, 19)
    assert report("a1", AUDIT, published=None, fallback_day=date(2024, 11, 18)).day == date(2024, 11, 18)


def test_the_caller_knows_the_day_better() -> None:
    assert report("a1", ROLL_CALL).told == date(2024, 11, 20)
    assert report("a1", ROLL_CALL, event_date=date(2024, 11, 19)).told == date(2024, 11, 19)


def test_midnight_is_a_day_without_a_time() -> None:
    assert report("a1", AUDIT, published=NOON).hour is not None
    assert report("a1", AUDIT, published=datetime(2024, 11, 20, tzinfo=WIB)).hour is None


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        report("a1", AUDIT, published=datetime(2024, 11, 20, 12))  # noqa: DTZ001


def test_no_title_no_body() -> None:
    empty = report("a1", "", None)
    assert not empty.vector
    assert not empty.terms


def test_who_speaks_and_where() -> None:
    signature = report("a1", ROLL_CALL)
    assert signature.speakers >= {"ranu"}
    assert signature.localities == {"tirtasari/"}


def test_the_beginning_weighs_more() -> None:
    signature = report("a1", f"{ROLL_CALL}\n\n{ROLL_CALL.replace('Sapit', 'Merbuk')}")
    assert signature.vector["sapit"] > signature.vector["merbuk"]


def test_weights_and_signatures_are_of_one_version() -> None:
    weights = json.loads((ROOT / "storage" / "clustering" / "data" / "event_weights.json").read_text(encoding="utf-8"))
    assert weights["version"] == VERSION


def test_the_same_in_every_process() -> None:
    """String hashing differs between processes; signatures may not."""
    code = (
        "from storage.signatures.signature_codec import encode;"
        "from tests.storage.reports import report, ROLL_CALL;"
        "print(encode(report('a1', ROLL_CALL)).hex())"
    )
    payloads = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert payloads == {encode(report("a1", ROLL_CALL)).hex() + "\n"}


def test_nothing_but_the_article_matters() -> None:
    alone = report("a1", ROLL_CALL)
    report("a2", AUDIT)
    assert report("a1", ROLL_CALL) == alone


def test_signed_together_as_signed_alone() -> None:
    reports = [
        as_signed(f"a{at}", body, title)
        for at, (body, title) in enumerate(
            (
                (ROLL_CALL, None),
                ("", "Apel"),
                (AUDIT, "Gudang Logistik Dibuka"),
                ("", None),
                (ROLL_CALL * 40, ROLL_CALL),
            )
            * 60
        )
    ]
    assert list(sign_all(reports)) == list(map(sign, reports))
    assert list(sign_all([])) == []


def test_words_with_a_capital_are_mentioned_wherever_they_stand() -> None:
    mentions = report("a1", "Kemarin gudang dibuka.", "segel rusak").mentions
    assert mentions == {mention("kemarin"), mention("segel"), mention("rusak")}
