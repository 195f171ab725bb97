from __future__ import annotations

import random
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.signatures.sign import TERMS
from storage.signatures.signature import Signature
from storage.signatures.signature_codec import decode, encode
from tests.storage.reports import ROLL_CALL, WIB, of_sample_web, report, sample_web


def kept(signature: Signature) -> Signature:
    """The signature as it comes back from where it was kept."""
    return next(decode([(signature.article_id, encode(signature))]))


def test_a_stored_signature_equals_a_fresh_one() -> None:
    fresh = report("a1", ROLL_CALL, "Polres Tirtasari Siagakan 364 Personel", event_date=date(2024, 11, 20))
    assert kept(fresh) == fresh


@given(title=st.none() | st.text(max_size=80), body=st.text(max_size=600), published=st.none() | st.datetimes())
def test_any_text_can_be_stored(title: str | None, body: str, published: datetime | None) -> None:
    at = published.replace(tzinfo=WIB) if published and 1900 < published.year < 2100 else None
    fresh = report("a1", body, title, published=at)
    assert kept(fresh) == fresh
    assert len(fresh.terms) <= TERMS


def test_a_stored_signature_is_small() -> None:
    sizes = sorted(len(encode(of_sample_web(article))) for article in sample_web())
    assert sizes[len(sizes) // 2] < 1_024
    assert len(encode(report("a1", "\n\n".join(f"{ROLL_CALL} {n}" for n in range(60))))) < 4_096


def test_nothing_can_be_stored_too() -> None:
    empty = report("a1", "", None, published=None, fallback_day=date(2024, 11, 18))
    assert kept(empty) == empty


def test_read_together_as_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = [
        *map(of_sample_web, sample_web()),
        report("a1", ""),
        report("a2", ROLL_CALL, "Kain lurik"),
        report("a3", ""),
    ]
    random.Random(3).shuffle(signed)
    stored = [(signature.article_id, encode(signature)) for signature in signed]
    assert list(decode(stored)) == signed
    monkeypatch.setattr("storage.signatures.signature_codec._AT_ONCE", 7)
    assert list(decode(stored)) == signed
    assert list(decode([])) == []
