"""Pure: the terms that are kept of articles → what these are compared by.

That is derived from what is kept, and from nothing else: so a signature that was kept equals one that was just made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count, islice
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import by_part, cut
from storage.signatures.idf import mention

KEYS = 20
"""Terms that an article is found by."""

UNIT = 60
"""Faded counts are kept in 60ths, one byte each, so that a stored signature equals a fresh one."""
SUBLINEAR = np.array([math.log1p(count / UNIT) for count in range(256)])
"""Weight of a faded count."""
IN_TITLE, IS_NAME = 1, 2

_TELLING_RARITY = 2.0
"""Words that stand in more than every seventh article (the trade's own: pilkada, netralitas, kota) tell nothing in a
title."""


class Terms(TypedDict):
    """The terms of one article, and what is derived from them: names and meaning as in ``Signature``."""

    terms: tuple[str, ...]
    counts: bytes
    marks: bytes
    contexts: bytes
    vector: dict[str, float]
    title: dict[str, float]
    title_names: tuple[tuple[float, int], ...]
    keys: bytes


def terms_of(
    texts: Sequence[tuple[str, ...]],
    rarities: npt.NDArray[np.float64],
    counts: npt.NDArray[np.uint8],
    marks: npt.NDArray[np.uint8],
    contexts: npt.NDArray[np.uint8],
) -> Iterator[Terms]:
    """The terms of several texts with all that is derived from them. The columns say of the terms of one text behind
    those of the other how rare each is, and what is kept of it.
    """
    ends = list(accumulate(map(len, texts), initial=0))
    weights = SUBLINEAR[counts] * np.sqrt(rarities)
    lengths = [math.hypot(*few) or 1.0 for few in cut(weights.tolist(), ends)]
    shares = cut((weights / np.repeat(lengths, np.diff(ends))).tolist(), ends)
    telling = cut((rarities >= _TELLING_RARITY).tolist(), ends)
    kept = [cut(column.tobytes(), ends) for column in (counts, marks, contexts)]
    titles = _titles(texts, rarities, marks, ends)
    for terms, (often, marked, around), share, tells, (title, names) in zip(
        texts, zip(*kept, strict=True), shares, telling, titles, strict=True
    ):
        vector = dict(zip(terms, share, strict=True))
        keys = bytes(islice(compress(count(), tells), KEYS))
        yield {
            "terms": terms,
            "counts": often,
            "marks": marked,
            "contexts": around,
            "vector": vector,
            "title": title,
            "title_names": names,
            "keys": keys,
        }


def _titles(
    texts: Sequence[tuple[str, ...]], rarities: npt.NDArray[np.float64], marks: npt.NDArray[np.uint8], ends: list[int]
) -> Iterator[tuple[dict[str, float], tuple[tuple[float, int], ...]]]:
    """``title`` and ``title_names`` of each text."""
    titled = np.flatnonzero(marks & IN_TITLE)
    of = np.searchsorted(ends, titled, "right") - 1
    places, rare, named = titled - np.array(ends)[of], rarities[titled], marks[titled] & IS_NAME
    found = list(zip(places.tolist(), rare.tolist(), named.tolist(), strict=True))
    for terms, inside in zip(texts, by_part(found, of, len(texts)), strict=True):
        telling = {terms[at]: rarity for at, rarity, _ in inside if rarity >= _TELLING_RARITY}
        total = math.fsum(telling.values())
        names = sorted([(rarity, mention(terms[at])) for at, rarity, name in inside if name], reverse=True)
        yield {term: rarity / total for term, rarity in telling.items()}, tuple(names)
