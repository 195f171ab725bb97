"""Signs that an outlet's pages are made by another template than before. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt

from storage.health.baseline import Baseline, scatter_of_median
from storage.health.expectations import FIELDS
from storage.health.nights import Night
from storage.health.probability import chance_of_distance, chance_of_share

UNUSUAL = 0.01
"""Chance under which a measure is a sign; two signs in one night together mean a change."""

_WORDS_RANGE = (0.6, 1.6)
_WORDS_DOUBT = 10.0
"""Lengths stray further than the logarithmic normal law says: a night of election results is one of tables."""


def signs(night: Night, usual: Baseline) -> Iterator[tuple[float, str]]:
    """Signs of another template: their chance, and what is seen."""
    texts = night.count("extracted")
    for counter, what in (
        ("fallbacks", "had to be read without their declared element"),
        ("shared_paragraphs", "share a paragraph"),
    ):
        hits, before = night.count(counter), usual.share(counter, "extracted")
        chance = chance_of_share(hits, texts, *before)
        if chance < UNUSUAL and hits / texts > 0.2 + _share(before):
            yield chance, f"{hits} of {texts} articles {what} ({_share(before):.0%} before)"
    for name, counter in FIELDS.items():
        having, all_before = usual.share(counter, "extracted")
        missing = texts - night.count(counter)
        chance = chance_of_share(missing, texts, all_before - having, all_before)
        if chance < UNUSUAL and (texts - missing) / texts < 0.95 * _share((having, all_before)):
            share = _share((having, all_before))
            yield chance, f"{missing} of {texts} articles have no {name} ({1 - share:.0%} before)"
    words = usual.words()
    if night.words and words is not None:
        middle, sigma, known = words
        ratio = night.words / middle
        low, high = _WORDS_RANGE
        scatter = sigma * sqrt(scatter_of_median(min(texts, 20)) + scatter_of_median(known))
        chance = chance_of_distance(log(ratio) / scatter)
        if chance < UNUSUAL and not low <= ratio <= high:
            seen = f"texts have {night.words:.0f} words in the middle ({middle:.0f} before)"
            yield min(1.0, chance * _WORDS_DOUBT), seen


def _share(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1] if counts[1] else 0.0
