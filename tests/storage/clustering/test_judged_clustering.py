"""Judgements in the grouping of pairs."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.clustering.clusters import Cluster, ScoredPair, group
from tests.storage.clustering.components import components

IDS = [f"a{n:02}" for n in range(12)]


def pair(a: str, b: str, score: float) -> ScoredPair:
    return ScoredPair(a, b, score, False)


def members(found: list[Cluster]) -> list[tuple[str, ...]]:
    return [cluster.members for cluster in found]


def test_judged_the_same_without_any_score() -> None:
    assert group("abc", [], together=["ca"]) == [Cluster(("a", "c"), 0.0), Cluster(("b",), 1.0)]


def test_sets_that_overlap_are_one_and_strangers_are_ignored() -> None:
    assert members(group("abcd", [], together=["ab", "bc", "dz"], apart=[("z", "a")])) == [("a", "b", "c"), ("d",)]


def test_judged_different_whatever_the_score() -> None:
    pairs = [pair("a", "b", 0.99), pair("a", "c", 0.8), pair("b", "c", 0.9)]
    assert members(group("abc", pairs)) == [("a", "b", "c")]
    assert members(group("abc", pairs, apart=[("b", "a")])) == [("a",), ("b", "c")], "c goes to the closer one"


def test_what_is_joined_is_parted_as_a_whole() -> None:
    pairs = [pair("a", "b", 0.9), pair("c", "d", 0.9), pair("b", "c", 0.9), pair("a", "d", 0.9)]
    found = group("abcd", pairs, together=["ab", "cd"], apart=[("a", "d")])
    assert members(found) == [("a", "b"), ("c", "d")]


def test_two_events_come_together_as_a_whole() -> None:
    """A pair judged the same does not tear its articles out of their events."""
    one, other = IDS[:6], IDS[6:]
    pairs = [pair(a, b, 0.9) for event in (one, other) for a, b in combinations(event, 2)]
    assert members(group(IDS, pairs)) == [tuple(one), tuple(other)]
    (joined,) = group(IDS, pairs, together=[(one[0], other[0])])
    assert joined.members == tuple(IDS)
    assert joined.cohesion == pytest.approx(30 * 0.9 / 66), "what was judged is no score"


def test_a_judged_event_grows_by_what_resembles_any_part_of_it() -> None:
    found = group(IDS, [pair("a00", "a11", 0.8)], together=[IDS[:10]])
    assert members(found) == [(*IDS[:10], "a11"), ("a10",)]


def test_together_and_apart_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="a and c are to be kept together and apart"):
        group("abc", [], together=["ab", "bc"], apart=[("a", "c")])


@st.composite
def judged(draw: st.DrawFn) -> tuple[list[ScoredPair], list[set[str]], list[tuple[str, str]]]:
    """Pairs, and judgements that do not contradict each other."""
    chosen = draw(st.lists(st.sampled_from(list(combinations(IDS, 2))), max_size=24, unique=True))
    pairs = [pair(a, b, draw(st.integers(15, 99)) / 100) for a, b in chosen]
    together = draw(st.lists(st.sets(st.sampled_from(IDS), min_size=2, max_size=3), max_size=3))
    home = {article: cluster.members for cluster in group(IDS, [], together=together) for article in cluster.members}
    candidates = [(a, b) for a, b in combinations(IDS, 2) if home[a] != home[b]]
    return pairs, together, draw(st.lists(st.sampled_from(candidates), max_size=6))


@settings(max_examples=150)
@given(judged(), st.randoms(use_true_random=False))
def test_judgements_hold_in_any_order(
    case: tuple[list[ScoredPair], list[set[str]], list[tuple[str, str]]], chance: random.Random
) -> None:
    pairs, together, apart = case
    found = group(IDS, pairs, together=together, apart=apart)
    home = {article: cluster.members for cluster in found for article in cluster.members}
    assert sorted(home) == IDS
    assert all(home[a] != home[b] for a, b in apart)
    assert all(len({home[article] for article in joined}) == 1 for joined in together)

    def shuffled(values: list) -> list:  # type: ignore[type-arg]
        return chance.sample(values, len(values))

    turned = [(b, a) for a, b in shuffled(apart)]
    assert group(shuffled(IDS), shuffled(pairs), together=shuffled(together), apart=turned) == found


@settings(max_examples=100)
@given(judged())
def test_a_component_depends_on_nothing_outside(
    case: tuple[list[ScoredPair], list[set[str]], list[tuple[str, str]]],
) -> None:
    """Articles connected by pairs that can join, or by judgements, are grouped as among all the others."""
    pairs, together, apart = case
    linked = [pair(a, b, 1.0) for joined in together for a, b in combinations(sorted(joined), 2)]
    strong = [each for each in pairs if each.score >= 0.36]
    parts = [
        cluster
        for part in components(IDS, [*strong, *linked])
        for cluster in group(part, pairs, threshold=0.36, together=together, apart=apart)
    ]
    whole = group(IDS, pairs, threshold=0.36, together=together, apart=apart)
    assert sorted(parts, key=lambda cluster: cluster.members) == whole
