"""Rarity of words, and the table that it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.signatures.idf import common_terms, hashed, mention, normalised, rarity

ROOT = Path(__file__).resolve().parents[3]


def test_rarity() -> None:
    assert rarity("yang") < 0.5
    assert rarity("pilkada") < rarity("longsoran") < rarity("tirtasari")
    assert rarity("tirtasari") == rarity("word never seen")


def test_the_words_of_the_trade_are_no_evidence() -> None:
    common = ("pemilu", "pilkada", "netralitas", "asn", "kota", "kabupaten", "bawaslu", "kpu", "polres", "kondusif")
    assert max(map(rarity, common)) < 2.0


def test_the_table_of_frequencies_says_where_it_comes_from() -> None:
    table = (ROOT / "storage" / "signatures" / "data" / "document_frequencies.tsv").read_text(encoding="utf-8")
    head = [line for line in table.splitlines() if line.startswith("#")]
    for source in ("CLICK-ID", "wordfreq", "CC BY 4.0", "CC BY-SA 4.0", "tests.benchmarks.count_terms"):
        assert any(source in line for line in head), source
    terms = [line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")]
    assert terms[1:] == sorted(set(terms[1:]))


@pytest.mark.parametrize(
    ("one", "other"), [("romi", "rommy"), ("apriansyah", "apriyansyah"), ("soetjipto", "sucipto"), ("achmad", "akhmad")]
)
def test_names_are_compared_as_they_sound(one: str, other: str) -> None:
    assert mention(one) == mention(other) != mention("teguh")


@pytest.mark.parametrize(
    ("token", "word"),
    [("Warga", "warga"), ("orang-orang", "orang"), ("PDI-P", "pdip"), ("sama-sama-saja", "samasamasaja"), ("", "")],
)
def test_a_word_is_compared_in_small_letters_and_once(token: str, word: str) -> None:
    assert normalised(token) == word


def test_a_hash_is_the_same_in_every_process() -> None:
    """It is kept in archives: another value would need another ``storage.signatures.signature.VERSION``."""
    assert hashed("pilkada") == 0x2BE5F3
    assert hashed("") == 0


def test_common_terms_are_those_of_many_articles() -> None:
    common = common_terms(2.3)
    assert {"yang", "pilkada"} <= common
    assert all(rarity(term) <= 2.3 for term in common)
    assert "longsoran" not in common
