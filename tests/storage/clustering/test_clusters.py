from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.clustering.clusters import (
    Cluster,
    ScoredPair,
    compare,
    copy_groups,
    group,
    score_pairs,
)
from storage.clustering.evaluation import compare as agreement
from storage.clustering.score import weights
from storage.signatures.signature import WINDOW_DAYS, Signature
from storage.signatures.signature_codec import decode, encode
from tests.storage.clustering.components import components
from tests.storage.reports import (
    AUDIT,
    NOON,
    ROLL_CALL,
    ROLL_CALL_RETOLD,
    SAMPLE_WEB,
    SHARED,
    of_sample_web,
    report,
    sample_web,
    sentence,
)

DEMO_BEGINS = datetime(2024, 10, 14, 17, tzinfo=UTC)
"""15 October 2024 in Jakarta."""


def clusters(signatures: Iterable[Signature], threshold: float | None = None) -> list[Cluster]:
    signed = list(signatures)
    return group((item.article_id for item in signed), score_pairs(signed, ()), threshold=threshold)


def pair(a: str, b: str, score: float, copy: bool = False) -> ScoredPair:
    return ScoredPair(a, b, score, copy)


def members(found: Iterable[Cluster]) -> list[tuple[str, ...]]:
    return [cluster.members for cluster in found]


# --- grouping pairs ---------------------------------------------------------------------------------------------------


def test_every_article_is_in_one_cluster() -> None:
    assert group(["c", "a", "b"], []) == [Cluster(("a",), 1.0), Cluster(("b",), 1.0), Cluster(("c",), 1.0)]
    assert group([], []) == []


def test_average_link_wants_half_of_the_pairs() -> None:
    close = [pair("a", "b", 0.9), pair("b", "c", 0.6)]
    assert members(group("abc", close, threshold=0.4)) == [("a", "b"), ("c",)]
    both = [*close, pair("a", "c", 0.5)]
    assert members(group("abc", both, threshold=0.4)) == [("a", "b", "c")]


def test_cohesion_is_the_average_over_all_pairs() -> None:
    (found,) = group("abc", [pair("a", "b", 0.9), pair("a", "c", 0.8)], threshold=0.3)
    assert found.cohesion == pytest.approx((0.9 + 0.8 + 0.0) / 3)


def test_equal_scores_are_decided_by_ids() -> None:
    ring = [pair("a", "b", 0.5), pair("b", "c", 0.5), pair("c", "d", 0.5), pair("a", "d", 0.5)]
    expected = [("a", "b"), ("c", "d")]
    for seed in range(10):
        shuffled = random.Random(seed).sample(ring, len(ring))
        assert members(group(random.Random(seed).sample("abcd", 4), shuffled, threshold=0.4)) == expected


def test_pairs_of_other_articles_are_ignored() -> None:
    assert members(group("ab", [pair("a", "z", 0.9), pair("a", "b", 0.9)])) == [("a", "b")]


@settings(max_examples=60)
@given(st.data())
def test_a_component_depends_on_nothing_outside(data: st.DataObject) -> None:
    ids = [f"a{n}" for n in range(14)]
    candidates = [(a, b) for a in ids for b in ids if a < b]
    chosen = data.draw(st.lists(st.sampled_from(candidates), max_size=30, unique=True))
    pairs = [pair(a, b, data.draw(st.integers(15, 99)) / 100) for a, b in chosen]
    whole = group(ids, pairs)
    parts = [cluster for part in components(ids, pairs) for cluster in group(part, pairs)]
    assert sorted(parts, key=lambda cluster: cluster.members) == whole
    assert group(data.draw(st.permutations(ids)), data.draw(st.permutations(pairs))) == whole


def test_copy_groups() -> None:
    pairs = [pair("a0000000000000001", "a0000000000000003", 0.9, copy=True), pair("a0000000000000001", "a2", 0.9)]
    assert copy_groups(["a0000000000000003", "a2", "a0000000000000001"], pairs) == {
        "a0000000000000001": "c0000000000000001",
        "a0000000000000003": "c0000000000000001",
        "a2": "c2",
    }


def test_copies_do_not_chain() -> None:
    ids = [f"a{n:02}" for n in range(20)]
    groups = copy_groups(ids, [pair(a, b, 0.9, copy=True) for a, b in pairwise(ids)])
    assert max(list(groups.values()).count(name) for name in groups.values()) <= 3


# --- scoring pairs ----------------------------------------------------------------------------------------------------


@cache
def corpus() -> tuple[Signature, ...]:
    """Events with retold reports, copies and look-alikes, over eight days; ids tell nothing of the order."""
    chance = random.Random(11)
    signed = []
    for event in range(9):
        names = {
            "Ranu": sentence(chance, 4).split()[0],
            "Sapit": sentence(chance, 4).split()[0],
            "364": str(100 + 7 * event),
        }
        day = timedelta(days=chance.randrange(8))
        for text in (ROLL_CALL, ROLL_CALL_RETOLD, ROLL_CALL + "\n\n" + sentence(chance), sentence(chance) + AUDIT):
            for old, new in names.items():
                text = text.replace(old, new)
            when = NOON + day + timedelta(hours=chance.randrange(20))
            signed.append(
                report(
                    f"a{chance.randrange(10**6):06}",
                    text,
                    f"Siaga {names['Sapit']}",
                    published=when,
                    outlet=chance.choice("xyz"),
                )
            )
    return tuple(signed)


def test_articles_of_one_event_meet_and_others_do_not() -> None:
    signed = [
        report("a1", ROLL_CALL, "Polres Siagakan 364 Personel"),
        report("a2", ROLL_CALL_RETOLD, "Polisi Bawa Perahu Karet", published=NOON + timedelta(hours=5)),
        report("a3", AUDIT, "Gembok Gudang Logistik Rusak"),
    ]
    assert members(clusters(signed)) == [("a1", "a2"), ("a3",)]


def test_articles_beyond_the_window_are_not_compared() -> None:
    for days, count in ((WINDOW_DAYS, 1), (WINDOW_DAYS + 1, 0)):
        later = report("a2", ROLL_CALL, "Siaga", published=NOON + timedelta(days=days))
        assert len(list(score_pairs([report("a1", ROLL_CALL, "Siaga")], [later]))) == count


def test_known_articles_are_not_compared_again() -> None:
    a, b, c = (report(name, ROLL_CALL, "Siaga") for name in ("a1", "a2", "a3"))
    assert [(found.a, found.b) for found in score_pairs([c], [a, b])] == [("a1", "a3"), ("a2", "a3")]
    assert [(found.a, found.b) for found in score_pairs([a], [a, b])] == [("a1", "a2")]


def test_pairs_are_ordered_and_scores_are_shares() -> None:
    for found in score_pairs(corpus(), ()):
        assert found.a < found.b
        assert 0.0 < found.score <= 1.0


def test_stored_signatures_give_the_same_pairs() -> None:
    stored = list(decode((item.article_id, encode(item)) for item in corpus()))
    assert list(score_pairs(stored, ())) == list(score_pairs(corpus(), ()))


@settings(max_examples=25, deadline=None)
@given(st.permutations(corpus()), st.lists(st.integers(0, len(corpus())), max_size=6))
def test_any_order_and_any_nights_give_the_same_clusters(arrived: list[Signature], cuts: list[int]) -> None:
    """However the articles arrive and are split into nights, pairs and clusters are those of all at once."""
    at_once = list(score_pairs(corpus(), ()))
    pairs: list[ScoredPair] = []
    borders = [0, *sorted(cuts), len(arrived)]
    for start, end in pairwise(borders):
        pairs.extend(score_pairs(arrived[start:end], arrived[:start]))
    assert sorted(pairs, key=lambda found: (found.a, found.b)) == at_once
    ids = [item.article_id for item in arrived]
    assert group(ids, pairs) == clusters(corpus())
    assert copy_groups(ids, pairs) == copy_groups(ids, at_once)


# --- poisoning --------------------------------------------------------------------------------------------------------


def unrelated(count: int, place: str, chance: random.Random) -> list[Signature]:
    """Articles that have a passage of 30 % of their text in common, and the town that it names also in the title."""
    passage = ". ".join(["Pemerintah Kota Tirtasari", *(sentence(chance) for _ in range(4))])
    signed = []
    for n in range(count):
        own = [sentence(chance) for _ in range(9)]
        before = {"start": 0, "middle": 4, "end": 9}[place]
        signed.append(
            report(
                f"a{n:03}",
                "\n\n".join([*own[:before], passage, *own[before:]]),
                f"Tirtasari {sentence(chance, 7)}",
                published=NOON + timedelta(minutes=chance.randrange(180)),
            )
        )
    return signed


@pytest.mark.parametrize(
    ("place", "count"),
    [("end", 500), ("middle", 500), ("start", 100), pytest.param("start", 500, marks=pytest.mark.long)],
)
def test_a_common_passage_joins_nothing(place: str, count: int) -> None:
    """A footer, a standing paragraph, an advert before the text: as many events as articles, and no copies."""
    signed = unrelated(count, place, random.Random(1))
    pairs = list(score_pairs(signed, ()))
    # of 125,000 pairs one may share enough made-up words by chance
    assert len(group((item.article_id for item in signed), pairs)) >= (
        499 if (place, count) == ("start", 500) else count
    )
    assert not any(found.copy for found in pairs)


def test_reports_of_one_event_may_begin_alike() -> None:
    """An advert before both does not part them."""
    chance = random.Random(3)
    passage = " ".join(sentence(chance) for _ in range(4))
    signed = [
        report(name, f"{passage}\n\n{text}", title)
        for name, text, title in (
            ("a1", ROLL_CALL, "Polres Tirtasari Siagakan 364 Personel"),
            ("a2", ROLL_CALL_RETOLD, "364 Polisi Tirtasari Bawa Perahu Karet"),
            ("a3", AUDIT, "Gembok Gudang Logistik Rusak"),
        )
    ]
    assert members(clusters(signed)) == [("a1", "a2"), ("a3",)]


@pytest.mark.parametrize("length", [4, 6, 10])
def test_a_chain_does_not_become_one_event(length: int) -> None:
    """50 articles, each of which shares all but a sentence with the next; the ends share nothing."""
    chance = random.Random(length)
    sentences = [sentence(chance) for _ in range(50 + length)]
    signed = [
        report(
            f"a{n:02}",
            "\n\n".join(sentences[n : n + length]),
            sentences[n + length // 2][:50],
            published=NOON + timedelta(minutes=3 * n),
        )
        for n in range(50)
    ]
    links = [found for one, other in pairwise(signed) if (found := compare(one, other)) is not None]
    assert len(links) == 49
    chained = group((item.article_id for item in signed), {*links, *score_pairs(signed, ())})
    assert max(len(cluster.members) for cluster in chained) <= 5


# --- the sample web and the seeds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("annotated", [True, False], ids=["with regions and days", "text alone"])
@pytest.mark.parametrize("factor", [0.8, 1.0, 1.2])
def test_the_sample_web(factor: float, annotated: bool) -> None:
    """Rakor, apel and deklarasi of one city and of its neighbours, developments of the next day, copies, short
    versions.
    """
    articles = sample_web(since=DEMO_BEGINS)
    if not articles:
        pytest.skip(f"no articles in {SAMPLE_WEB}")
    gold = {article["key"]: article["event"] for article in articles}
    found = clusters(
        (of_sample_web(article, annotated=annotated) for article in articles), factor * weights().threshold
    )
    scores = agreement(gold, {member: cluster.members[0] for cluster in found for member in cluster.members})
    assert scores.b_cubed_f1 == 1.0, members(found)


def test_copies_in_the_sample_web() -> None:
    articles = {article["key"]: article for article in sample_web(since=DEMO_BEGINS)}

    def original(key: str) -> str:
        return original(copy_of) if (copy_of := articles[key].get("copy_of")) else key

    gold = {key: original(key) for key in articles}
    pairs = list(score_pairs(map(of_sample_web, articles.values()), ()))
    assert agreement(gold, copy_groups(gold, pairs)).pair_f1 == 1.0


@pytest.mark.parametrize("dated", [True, False], ids=["published", "day of fetching"])
@pytest.mark.parametrize("factor", [0.8, 1.0, 1.2])
def test_the_seeds(factor: float, dated: bool) -> None:
    """Two reports of one Rakor belong together; next year's, another city's, and another meeting's do not."""
    path = SHARED / "seeds" / "gold.json"
    if not path.exists():
        pytest.skip("the seed pages are not beside the repository")
    published = {
        "000": datetime(2023, 11, 27, 8, tzinfo=UTC),
        "001": datetime(2023, 11, 27, 11, 30, tzinfo=UTC),
        "002": datetime(2024, 11, 25, 15, 53, tzinfo=UTC),
        "003": datetime(2023, 12, 4, 9, tzinfo=UTC),
        "004": datetime(2024, 11, 26, 5, tzinfo=UTC),
    }
    signed = []
    for key, seed in json.loads(path.read_text(encoding="utf-8")).items():
        body = seed.get("body_text") or "\n\n".join(seed["body"])
        day = published[key].date()
        told = datetime.fromisoformat(seed["event_date"]).date() if seed.get("event_date") else None
        signed.append(
            report(
                key,
                body,
                seed.get("title"),
                outlet=seed["outlet"],
                published=published[key] if dated else None,
                fallback_day=day,
                event_date=told,
                region_code=seed["region_code"],
            )
        )
    found = clusters(signed, factor * weights().threshold)
    assert members(found) == [("000", "001"), ("002",), ("003",), ("004",)]
    side_by_side = [replace(item, day=signed[0].day) for item in signed]
    assert members(clusters(side_by_side, factor * weights().threshold)) == members(found)
