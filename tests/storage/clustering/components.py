"""Connected components of pairs, as far as the tests need them."""

from __future__ import annotations

from collections.abc import Iterable

from storage.clustering.clusters import ScoredPair


def components(ids: Iterable[str], pairs: Iterable[ScoredPair]) -> set[frozenset[str]]:
    """The articles connected by any chain of pairs; every pair is of two of them."""
    home = {article: frozenset({article}) for article in ids}
    for one in pairs:
        joined = home[one.a] | home[one.b]
        home.update(dict.fromkeys(joined, joined))
    return set(home.values())
