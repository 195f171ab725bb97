"""Pure: signatures → the pairs that are worth comparing.

All pairs of a week are a hundred times too many. Two reports of one event share some of the terms that weigh most in
each, so that an index of those finds them (an inverted index: Zobel and Moffat 2006, *Inverted files for text search
engines*). Whether a pair is found depends on its two signatures only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import Rows
from storage.signatures.signature import WINDOW_DAYS, Signature

_KEY_FLOOR = 0.1
"""Least dot product over shared key terms for two articles to be compared at all. One in 50 pairs of one event that
would score enough has less, but clusters came out alike from .08 to .12, at 44 and at 27 comparisons an article."""
_CELLS = 100_000
"""Pairs whose products are summed at once, about."""
_ARTICLES = 16
"""Later articles whose terms are spread out at once: a row each, as long as all terms of the window."""

_Weights = npt.NDArray[np.float64]


def candidates(
    fresh: Mapping[str, Signature], known: Mapping[str, Signature]
) -> Iterator[tuple[Signature, Signature, float]]:
    """Pairs with a fresh article, by article id, that lie within the window and have enough in common among their key
    terms; the earlier article first, and their ``similarity.cosine`` last.

    Products are summed in the order of one article's terms, so that rounding is the same in every arrangement.
    """
    if not fresh:
        return
    passing = sorted((*fresh.values(), *known.values()), key=lambda item: (item.day, item.article_id))
    count = len(passing)
    is_fresh = np.array([item.article_id in fresh for item in passing])
    days = np.array([item.day.toordinal() for item in passing])
    oldest = np.searchsorted(days, days - WINDOW_DAYS)
    spread = _Spread(passing)
    places = np.frombuffer(b"".join([item.keys for item in passing]), np.uint8)
    of = np.repeat(np.arange(count), [len(item.keys) for item in passing])
    keys, weights = spread.terms[of, places], spread.weights[of, places]
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
        earlier, later = earlier[wanted], later[wanted]
        alike = spread.cosines(earlier, later)
        for one, other, likeness in zip(earlier.tolist(), later.tolist(), alike.tolist(), strict=True):
            yield passing[one], passing[other], likeness
        start = end


class _Spread:
    """The term vectors of articles, to multiply many at once: a row of each for the numbers of its ``terms``, and one
    for their ``weights``.
    """

    def __init__(self, articles: Sequence[Signature]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        numbers[""] = 0
        sizes = np.array([len(item.terms) for item in articles])
        held = np.arange(max(sizes)) < sizes[:, np.newaxis]
        # an article that has fewer terms than another has no term, without weight, in the places left
        self.terms, self.weights = np.zeros(held.shape, np.intp), np.zeros(held.shape)
        terms = chain.from_iterable(item.terms for item in articles)
        self.terms[held] = list(map(numbers.__getitem__, terms))
        self.weights[held] = list(chain.from_iterable(item.vector.values() for item in articles))
        self._width = len(numbers)

    def cosines(self, earlier: Rows, later: Rows) -> _Weights:
        """``similarity.cosine`` of pairs of these articles; the later ones come in order."""
        found = np.zeros(len(later))
        starts = np.append(np.flatnonzero(np.diff(later, prepend=-1))[::_ARTICLES], len(later))
        wide = np.zeros((_ARTICLES, self._width))
        for start, end in pairwise(starts.tolist()):
            those, row = np.unique(later[start:end], return_inverse=True)
            at = np.arange(len(those))[:, np.newaxis], self.terms[those]
            wide[at] = self.weights[those]
            products = wide[row[:, np.newaxis], self.terms[earlier[start:end]]] * self.weights[earlier[start:end]]
            # summed one after the other, which a sum of numpy is not
            found[start:end] = np.cumsum(products, axis=1)[:, -1]
            wide[at] = 0.0
        return found
