"""Signs of another page template: fields gone, paragraphs shared, other lengths."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.health.baseline import Baseline, UsualNight
from storage.health.template_change import signs
from tests.storage.health.walks import night, steady

USUAL = Baseline([UsualNight(one) for one in steady()])


def test_a_usual_night_shows_no_sign() -> None:
    assert list(signs(night(28, 9), USUAL)) == []


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ({"authors": 0}, "9 of 9 articles have no author (0% before)"),
        ({"dates": 3}, "6 of 9 articles have no date (0% before)"),
        ({"fallbacks": 9}, "9 of 9 articles had to be read without their declared element (0% before)"),
        ({"shared_paragraphs": 8}, "8 of 9 articles share a paragraph (0% before)"),
    ],
)
def test_a_count_that_chance_does_not_explain_is_a_sign(counts: dict[str, int], seen: str) -> None:
    ((chance, told),) = signs(night(28, 9, **counts), USUAL)
    assert told == seen
    assert 0 <= chance < 0.01


def test_texts_of_another_length_are_a_sign() -> None:
    ((_, told),) = signs(replace(night(28, 9), words=30), USUAL)
    assert told == "texts have 30 words in the middle (300 before)"
    assert list(signs(replace(night(28, 9), words=330), USUAL)) == []
