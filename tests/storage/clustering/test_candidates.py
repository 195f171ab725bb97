from __future__ import annotations

import random
from datetime import timedelta

from storage.clustering.candidates import candidates
from storage.clustering.score import cosine
from storage.signatures.signature import WINDOW_DAYS, Signature
from tests.storage.reports import NOON, report, sentence


def stories(articles: int = 120) -> list[Signature]:
    """Articles of some days in groups that share a sentence, of many sizes."""
    chance = random.Random(7)
    shared = [sentence(chance) for _ in range(20)]
    return [
        report(
            f"a{at:03}",
            f"{sentence(chance)} {chance.choice(shared)} {sentence(chance)}",
            published=NOON + timedelta(days=chance.randrange(9)),
        )
        for at in range(articles)
    ]


def named(signatures: list[Signature]) -> dict[str, Signature]:
    return {signature.article_id: signature for signature in signatures}


def keys(signature: Signature) -> list[str]:
    return [signature.terms[place] for place in signature.keys]


def found(fresh: list[Signature], known: list[Signature]) -> set[tuple[str, str]]:
    pairs = [(one.article_id, other.article_id) for one, other, _ in candidates(named(fresh), named(known))]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


def test_every_pair_of_the_window_with_key_terms_in_common_and_no_other() -> None:
    signatures = sorted(stories(), key=lambda item: (item.day, item.article_id))
    expected = set()
    for at, later in enumerate(signatures):
        for earlier in signatures[:at]:
            shared = [key for key in keys(later) if key in keys(earlier)]
            product = sum(later.vector[key] * earlier.vector[key] for key in shared)
            if product >= 0.12 and (later.day - earlier.day).days <= WINDOW_DAYS:
                expected.add((earlier.article_id, later.article_id))
    assert len(expected) > 100
    assert found(signatures, []) == expected


def test_likeness_is_that_of_two_articles_alone() -> None:
    signatures = stories()
    pairs = list(candidates(named(signatures[:50]), named(signatures[50:])))
    assert [likeness for *_, likeness in pairs] == [cosine(one, other) for one, other, _ in pairs]
    assert [likeness for *_, likeness in pairs] == [cosine(other, one) for one, other, _ in pairs]
    assert len({likeness for *_, likeness in pairs}) > 100


def test_only_pairs_with_a_fresh_article_wherever_it_stands_in_time() -> None:
    signatures = stories()
    everything = found(signatures, [])
    chance = random.Random(1)
    for share in (0.02, 0.3, 0.9):
        fresh = [signature for signature in signatures if chance.random() < share]
        names = named(fresh).keys()
        known = [signature for signature in signatures if signature.article_id not in names]
        assert found(fresh, known) == {pair for pair in everything if names & set(pair)}


def test_nothing_to_compare() -> None:
    assert found([], stories(3)) == set()
    assert found([report("a1", "")], [report("a2", "")]) == set()
