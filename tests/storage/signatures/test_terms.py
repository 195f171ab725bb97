"""Terms that are kept, and what is derived from them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from storage.signatures.idf import mention
from storage.signatures.terms import IN_TITLE, IS_NAME, KEYS, SUBLINEAR, UNIT, Terms, terms_of


def made(*texts: list[tuple[str, float, int, int]]) -> list[Terms]:
    """Term, rarity, faded count and marks of each term of each text."""
    flat = [term for text in texts for term in text]
    return list(
        terms_of(
            [tuple(term for term, *_ in text) for text in texts],
            np.array([rarity for _, rarity, _, _ in flat], np.float64),
            np.array([count for _, _, count, _ in flat], np.uint8),
            np.array([marks for *_, marks in flat], np.uint8),
            np.zeros(len(flat), np.uint8),
        )
    )


def test_a_vector_has_unit_length_and_weighs_rare_and_frequent_terms_more() -> None:
    (found,) = made([("perahu", 8.0, UNIT, 0), ("karet", 8.0, 2 * UNIT, 0), ("kota", 1.0, UNIT, 0)])
    vector = found["vector"]
    assert math.hypot(*vector.values()) == pytest.approx(1)
    assert vector["karet"] > vector["perahu"] > vector["kota"]
    assert vector["karet"] / vector["perahu"] == pytest.approx(SUBLINEAR[2 * UNIT] / SUBLINEAR[UNIT])
    assert vector["perahu"] / vector["kota"] == pytest.approx(math.sqrt(8))


def test_keys_are_the_first_telling_terms() -> None:
    text = [(f"t{number}", 1.9 if number % 2 else 2.0, UNIT, 0) for number in range(3 * KEYS)]
    (found,) = made(text)
    assert list(found["keys"]) == list(range(0, 2 * KEYS, 2))


def test_a_title_is_its_telling_words_by_rarity_and_its_names_rarest_first() -> None:
    (found,) = made(
        [
            ("gudang", 3.0, UNIT, IN_TITLE),
            ("wanareja", 9.0, UNIT, IN_TITLE | IS_NAME),
            ("banyusoka", 6.0, UNIT, IN_TITLE | IS_NAME),
            ("kota", 1.0, UNIT, IN_TITLE),
            ("kunci", 5.0, UNIT, IS_NAME),
        ]
    )
    assert found["title"] == pytest.approx({"gudang": 3 / 18, "wanareja": 9 / 18, "banyusoka": 6 / 18})
    assert found["title_names"] == ((9.0, mention("wanareja")), (6.0, mention("banyusoka")))


def test_several_texts_are_each_its_own() -> None:
    one, other = [("a", 3.0, UNIT, IN_TITLE)], [("b", 4.0, UNIT, 0), ("c", 2.0, 9, IN_TITLE | IS_NAME)]
    assert made(one, [], other) == [*made(one), *made([]), *made(other)]
