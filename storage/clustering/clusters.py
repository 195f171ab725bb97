"""Pure: signatures → scored pairs → event clusters; the same clusters in any order of arrival.

Two relations come out of one comparison: *copy* (near-identical text) and *same event* (other words, the same
occasion). A pair's score depends on its two signatures only. Clusters are built by average link (Sokal and Michener
1958) inside the connected components of the pairs, so that a cluster in one component never depends on another.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from storage.clustering.score import ceiling, cosine, features, is_copy, overlap, score, weights
from storage.signatures.signature import Signature

FLOOR = 0.15
"""Pairs below are not kept and count as 0. Higher floors keep components small; up to .25 measured alike."""
COPY_SCORE = 0.9
"""A copy reports the same event, whatever else differs."""
COPY_WORDING = 0.3
"""A copy has at least so much wording in common, even an excerpt from the end."""
LEAST_WORDING = 0.2
"""Two articles with less wording in common are not one event, whatever else fits; 1 in 200, as before."""


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two compared articles, ``a`` < ``b``; ``score`` between 0 and 1, ``copy`` for near-identical text."""

    a: str
    b: str
    score: float
    copy: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """An event: sorted article ids, and the average score over all its pairs (1.0 for a single article)."""

    members: tuple[str, ...]
    cohesion: float


def score_pairs(new: Iterable[Signature], others: Iterable[Signature]) -> Iterator[ScoredPair]:
    """All pairs among ``new`` and between ``new`` and ``others`` whose score reaches the floor, sorted by ids.

    Whether a pair is found depends on its two signatures only: scoring night by night gives the pairs of scoring all at
    once. An article that stands in both arguments counts as new.
    """
    from storage.clustering.candidates import candidates  # loads numpy, which most commands never need

    fresh = {signature.article_id: signature for signature in new}
    known = {signature.article_id: signature for signature in others if signature.article_id not in fresh}
    compared = (compare(one, other, likeness) for one, other, likeness in candidates(fresh, known))
    found = [pair for pair in compared if pair is not None]
    yield from sorted(found, key=lambda pair: (pair.a, pair.b))


def compare(first: Signature, second: Signature, likeness: float | None = None) -> ScoredPair | None:
    """The pair of two different articles, or None when it stays below the floor. ``likeness``: their ``cosine``, for
    those who know it.
    """
    a, b = (first, second) if first.article_id < second.article_id else (second, first)
    if likeness is None:
        likeness = cosine(a, b)
    # most pairs end here; wording is at most the cosine, and costs more
    if _too_little(a, b, likeness):
        return None
    shared = overlap(a, b, likeness)
    if shared.wording < likeness and _too_little(a, b, shared.wording):
        return None
    value = score(features(a, b, shared))
    copy = is_copy(a, b, shared)
    if copy:
        value = max(value, COPY_SCORE)
    if value < FLOOR:
        return None
    return ScoredPair(a.article_id, b.article_id, round(value, 6), copy)


def _too_little(a: Signature, b: Signature, wording: float) -> bool:
    """True if a pair with so much wording in common, or less, stays below the floor and is no copy."""
    return wording < LEAST_WORDING or (wording < COPY_WORDING and ceiling(a, b, wording) < FLOOR)


def group(
    ids: Iterable[str],
    pairs: Iterable[ScoredPair],
    *,
    threshold: float | None = None,
    together: Iterable[Collection[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> list[Cluster]:
    """Event clusters of the articles ``ids``, each article in exactly one, sorted by their first member.

    Average link inside connected components; a missing pair counts as score 0; of equal scores the smaller ids are
    joined first. Pairs with an article outside ``ids`` are ignored. ``threshold`` is the average score from which two
    clusters are joined, by default the one fitted with the weights.

    What people judged outranks the scores. Each set in ``together`` is one node from the beginning, of which every
    article resembles others as the most alike of them does; and through such a node articles resemble each other, by
    the product of their scores to it (must-links as paths of no length: Klein, Kamvar and Manning 2002, *From
    Instance-level Constraints to Space-level Constraints*), so that two events come together as a whole. Two clusters
    with an article of a pair in ``apart`` on either side are never joined, and an article close to both goes to the
    closer one. Sets that overlap are one; articles outside ``ids`` are ignored here too. Raises ``ValueError`` for a
    pair in ``apart`` that ``together`` joins.
    """
    scores = {(pair.a, pair.b): pair.score for pair in pairs}
    return _average_link(ids, scores, weights().threshold if threshold is None else threshold, together, apart)


def copy_groups(ids: Iterable[str], pairs: Iterable[ScoredPair]) -> dict[str, str]:
    """Article id → id of its group of copies: ``c`` and the 16 hex digits of the smallest member's article id.

    An article without copies is a group of its own. Two groups join when at least half of the pairs between them are
    copies, so that an excerpt of two texts does not make one text of them.
    """
    copies = {(pair.a, pair.b): 1.0 for pair in pairs if pair.copy}
    alone = {article: "c" + article[1:] for article in ids}
    return alone | {
        member: alone[cluster.members[0]]
        for cluster in _average_link(alone.keys() & chain.from_iterable(copies), copies, 0.5)
        for member in cluster.members
    }


def _components(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    neighbours: dict[str, list[str]] = {article: [] for article in ids}
    for a, b in edges:
        if a in neighbours and b in neighbours:
            neighbours[a].append(b)
            neighbours[b].append(a)
    parts: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(neighbours):
        if start in seen:
            continue
        seen.add(start)
        part, queue = [start], [start]
        while queue:
            for other in neighbours[queue.pop()]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
                    queue.append(other)
        parts.append(sorted(part))
    return parts


def _average_link(
    ids: Iterable[str],
    scores: Mapping[tuple[str, str], float],
    threshold: float,
    together: Iterable[Collection[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> list[Cluster]:
    everything = sorted(set(ids))
    nodes = _nodes(everything, together)
    barred: dict[str, set[str]] = defaultdict(set)
    for a, b in apart:
        if a in nodes and b in nodes:
            if nodes[a] == nodes[b]:
                raise ValueError(f"{a} and {b} are to be kept together and apart")
            barred[nodes[a]].add(nodes[b])
            barred[nodes[b]].add(nodes[a])
    members: dict[str, list[str]] = defaultdict(list)
    for article in everything:
        members[nodes[article]].append(article)
    known = [(a, b, value) for (a, b), value in sorted(scores.items()) if a in nodes and b in nodes]
    alike: dict[str, dict[str, float]] = {node: {} for node in members}
    for a, b, value in known:
        one, other = nodes[a], nodes[b]
        if one != other:
            alike[one][other] = alike[other][one] = max(value, alike[one].get(other, 0.0))
    home: dict[str, str] = {}
    joined: dict[str, list[str]] = {}
    # an average reaches the threshold only if a single pair does, be it by way of what is judged the same
    for part in _components(members, ((nodes[a], nodes[b]) for a, b, value in known if value >= threshold)):
        nodes_inside = {node: members[node] for node in part}
        if len(part) == 1:  # as most are
            clusters: Iterable[list[str]] = nodes_inside.values()
        else:
            clusters = _agglomerate(nodes_inside, _passed_on(nodes_inside, alike), barred, threshold)
        for articles in clusters:
            joined[articles[0]] = articles
            home.update(dict.fromkeys(articles, articles[0]))
    within: dict[str, float] = defaultdict(float)
    for a, b, value in known:
        if home[a] == home[b]:
            within[home[a]] += value
    return [
        Cluster(tuple(articles), _cohesion(within[first], len(articles))) for first, articles in sorted(joined.items())
    ]


def _cohesion(total: float, articles: int) -> float:
    pairs = articles * (articles - 1) // 2
    return round(total / pairs, 6) if pairs else 1.0


def _passed_on(
    members: Mapping[str, Collection[str]], alike: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Similarity of the nodes of one component, direct or through nodes of several articles.

    Floyd's algorithm over those nodes (*Algorithm 97: Shortest Path*, 1962), with products in the place of sums.
    """
    inside = {node: {other: value for other, value in alike[node].items() if other in members} for node in members}
    for via in sorted(node for node in members if len(members[node]) > 1):
        for one, other in combinations(sorted(inside[via]), 2):
            value = inside[one][via] * inside[via][other]
            if value > inside[one].get(other, 0.0):
                inside[one][other] = inside[other][one] = value
    return inside


def _nodes(articles: Collection[str], together: Iterable[Collection[str]]) -> dict[str, str]:
    """Each article → the node that it begins in, which goes by its smallest article."""
    known = set(articles)
    links: list[tuple[str, str]] = []
    for joined in together:
        present = sorted(known.intersection(joined))
        links.extend((present[0], other) for other in present[1:])
    return {article: part[0] for part in _components(articles, links) for article in part}


def _agglomerate(
    members: dict[str, list[str]],
    alike: Mapping[str, Mapping[str, float]],
    barred: Mapping[str, Collection[str]],
    threshold: float,
) -> Iterator[list[str]]:
    """Average link of one component: the two closest clusters are joined until none that may are close enough.

    ``members`` are the nodes to begin with, ``alike`` how alike every article of one is to every article of another; no
    two nodes that are ``barred`` from each other end in one cluster. A cluster goes by its smallest member, so that
    equal scores are decided by ids and not by the order of arrival. Gives the sorted articles of each cluster.
    """
    sums = {
        node: {other: value * len(members[node]) * len(members[other]) for other, value in alike[node].items()}
        for node in members
    }
    shut = {node: members.keys() & barred.get(node, ()) for node in members}
    queue = [
        (-value, a, b, len(members[a]), len(members[b])) for a in members for b, value in alike[a].items() if a < b
    ]
    heapq.heapify(queue)
    while queue:
        negative, a, b, size_a, size_b = heapq.heappop(queue)
        if -negative < threshold:
            break
        if a not in members or b not in members or len(members[a]) != size_a or len(members[b]) != size_b:
            continue
        if b in shut[a]:
            continue
        members[a] = members[a] + members.pop(b)
        del sums[a][b]
        absorbed = sums.pop(b)
        del absorbed[a]
        for other, total in absorbed.items():
            del sums[other][b]
            sums[a][other] = sums[a].get(other, 0.0) + total
        for other in shut.pop(b):
            shut[other].discard(b)
            shut[other].add(a)
            shut[a].add(other)
        for other, total in sums[a].items():
            sums[other][a] = total
            first, second = _ordered(a, other)
            sizes = len(members[first]), len(members[second])
            heapq.heappush(queue, (-total / (sizes[0] * sizes[1]), first, second, *sizes))
    for articles in members.values():
        yield sorted(articles)


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
