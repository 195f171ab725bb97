"""Pure: signatures → the pairs that are worth comparing.

All pairs of a week are a hundred times too many. Two reports of one event share some of the terms that weigh most in
each, so that an index of those finds them (an inverted index: Zobel and Moffat 2006, *Inverted files for text search
engines*). Whether a pair is found depends on its two signatures only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from storage.signatures import WINDOW_DAYS, Signature

_KEY_FLOOR = 0.1
"""Least dot product over shared key terms for two articles to be compared at all. One in 50 pairs of one event that
would score enough has less, but clusters came out alike from .08 to .12, at 44 and at 27 comparisons an article."""
_CELLS = 100_000
"""Pairs whose products are summed at once, about."""


def candidates(fresh: Mapping[str, Signature], known: Mapping[str, Signature]) -> Iterator[tuple[Signature, Signature]]:
    """Pairs with a fresh article, by article id, that lie within the window and have enough in common among their key
    terms; the earlier article first.

    Products are summed in the order of the later article's terms, so that rounding is the same in every arrangement.
    """
    if not fresh:
        return
    passing = sorted((*fresh.values(), *known.values()), key=lambda item: (item.day, item.article_id))
    count = len(passing)
    is_fresh = np.array([item.article_id in fresh for item in passing])
    days = np.array([item.day.toordinal() for item in passing])
    oldest = np.searchsorted(days, days - WINDOW_DAYS)
    numbers: dict[str, int] = {}
    keys = np.array([numbers.setdefault(key, len(numbers)) for item in passing for key in item.keys], np.int64)
    weights = np.array([item.vector[key] for item in passing for key in item.keys])
    of = np.repeat(np.arange(count), [len(item.keys) for item in passing])
    # of each key term the articles that have it, in order; of a term of an article those before it, within the window
    order = np.argsort(keys, kind="stable")
    posted, posted_weights = of[order], weights[order]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    begin = np.searchsorted((keys * count + of)[order], keys * count + oldest[of])
    start = int(np.argmax(is_fresh))
    while start < count:
        end = min(count, start + max(1, _CELLS // (start + 1 - int(oldest[start]))))
        terms = slice(*np.searchsorted(of, (start, end)))
        times, width = place[terms] - begin[terms], end - oldest[start]
        at = np.repeat(place[terms] - np.cumsum(times), times) + np.arange(times.sum())
        cells = np.repeat((of[terms] - start) * width - oldest[start], times) + posted[at]
        products = np.bincount(cells, np.repeat(weights[terms], times) * posted_weights[at], 1)
        later, earlier = np.divmod(np.flatnonzero(products >= _KEY_FLOOR), width)
        later, earlier = later + start, earlier + oldest[start]
        wanted = is_fresh[later] | is_fresh[earlier]
        for one, other in zip(earlier[wanted].tolist(), later[wanted].tolist(), strict=True):
            yield passing[one], passing[other]
        start = end
