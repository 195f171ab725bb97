"""Ids of events: kept, redirected, founded, never given twice."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.clustering.clusters import Cluster
from storage.clustering.identity import FormerEvent, Identities, event_named_after, identify

DAY = datetime(2024, 11, 26, tzinfo=UTC)


def article(number: int) -> str:
    return f"a{number:016x}"


def event(number: int) -> str:
    return f"e{number:016x}"


def former(number: int, members: Iterable[int], *, day: int = 0) -> FormerEvent:
    return FormerEvent(event(number), DAY + timedelta(days=day), frozenset(map(article, members)))


def regrouped(
    before: Iterable[FormerEvent],
    groups: Iterable[Iterable[int]],
    *,
    published: Mapping[int, datetime | None] | None = None,
    used: Iterable[str] = (),
) -> Identities:
    before = list(before)
    clusters = [Cluster(tuple(sorted(map(article, group))), 0.5) for group in groups]
    names = {*used, *(one.event_id for one in before)}
    times: dict[str, datetime | None] = {member: DAY for cluster in clusters for member in cluster.members}
    times.update({article(number): moment for number, moment in (published or {}).items()})
    return identify(before, clusters, published=times, in_use=names.__contains__)


def homes(result: Identities) -> dict[str, set[str]]:
    return {name: set(cluster.members) for name, cluster in result.events.items()}


def kinds(result: Identities) -> list[tuple[str, str]]:
    return sorted((change.event_id, change.kind) for change in result.changes)


def test_founder_is_the_earliest_published_then_the_smallest_id() -> None:
    early = {5: DAY - timedelta(hours=1)}
    assert regrouped([], [[3, 5, 9]], published=early).founded == [event(5)]
    assert regrouped([], [[3, 5, 9]]).founded == [event(3)]
    assert regrouped([], [[3, 5]], published={3: None}).founded == [event(5)], "undated articles come last"


def test_growth_keeps_the_id_though_the_newcomer_is_older() -> None:
    result = regrouped([former(7, [7, 8])], [[1, 7, 8]], published={1: DAY - timedelta(days=1)})
    assert homes(result) == {event(7): {article(1), article(7), article(8)}}
    assert [(change.kind, change.detail) for change in result.changes] == [("grown", {"articles": [article(1)]})]


def test_unchanged_events_have_no_history() -> None:
    assert regrouped([former(1, [1, 2]), former(3, [3])], [[3], [2, 1]]).changes == []


def test_merge_earlier_founded_lives_on() -> None:
    result = regrouped([former(1, [1], day=1), former(9, [9], day=0)], [[1, 9]])
    assert result.redirects == {event(1): event(9)}
    assert homes(result) == {event(9): {article(1), article(9)}}
    assert kinds(result) == [(event(1), "merged"), (event(9), "merged")]


def test_merge_of_equals_smaller_id_lives_on() -> None:
    assert regrouped([former(9, [9]), former(1, [1])], [[1, 9]]).redirects == {event(9): event(1)}


def test_split_larger_part_keeps_the_id() -> None:
    result = regrouped([former(1, [1, 2, 3])], [[1], [2, 3]])
    assert homes(result)[event(1)] == {article(2), article(3)}
    # event 1 is in use, so article 1 cannot give its name a second time and has no fellow to give another
    (other,) = result.founded
    assert other not in {event(1), event(2), event(3)}
    assert len(other) == 17
    assert int(other[1:], 16) >= 0
    assert kinds(result) == sorted([(event(1), "split"), (other, "founded")])


def test_split_of_equals_founder_keeps_the_id() -> None:
    result = regrouped([former(4, [1, 2, 3, 4])], [[1, 2], [3, 4]])
    assert homes(result) == {event(4): {article(3), article(4)}, event(1): {article(1), article(2)}}


def test_a_name_in_use_is_never_given_again() -> None:
    assert regrouped([], [[1, 2, 3]], used=[event(1), event(2)]).founded == [event(3)]
    once = regrouped([], [[1]], used=[event(1)]).founded[0]
    assert once == regrouped([], [[1]], used=[event(1)]).founded[0], "deterministic"
    assert regrouped([], [[1]], used=[event(1), once]).founded[0] not in {event(1), once}


def test_articles_that_move_to_an_event_that_was_there() -> None:
    result = regrouped([former(1, [1, 2, 3]), former(7, [7, 8])], [[1, 2], [3, 7, 8]])
    assert homes(result) == {event(1): {article(1), article(2)}, event(7): {article(3), article(7), article(8)}}
    assert kinds(result) == [(event(1), "shrunk"), (event(7), "grown")]


def test_merge_and_split_at_once() -> None:
    result = regrouped([former(1, [1, 2]), former(5, [5, 6, 7], day=1)], [[1, 2, 5, 6], [7]])
    assert homes(result) == {event(1): {article(number) for number in (1, 2, 5, 6)}, event(7): {article(7)}}
    assert result.redirects == {event(5): event(1)}
    assert (event(5), "split") in kinds(result)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=14),
    st.randoms(use_true_random=False),
)
def test_any_regrouping(moves: list[tuple[int, int, int]], shuffle: random.Random) -> None:
    """Each article was in one event (0: in none) and is now in another: what holds of ids whatever happened."""
    old: dict[int, list[int]] = {}
    new: dict[int, list[int]] = {}
    for number, (before, after, _) in enumerate(moves):
        if before:
            old.setdefault(before, []).append(number)
        new.setdefault(after, []).append(number)
    published = {number: DAY + timedelta(days=day) for number, (_, _, day) in enumerate(moves)}
    formers = [former(members[0], members, day=key % 2) for key, members in old.items()]
    groups = list(new.values())
    result = regrouped(formers, groups, published=published)

    known = {one.event_id for one in formers}
    placed = [member for cluster in result.events.values() for member in cluster.members]
    assert sorted(placed) == [article(number) for number in range(len(moves))]
    assert set(result.events) == (known - set(result.redirects)) | set(result.founded)
    assert not known & set(result.founded)
    assert all(heir in result.events for heir in result.redirects.values())
    for one in formers:
        heir = result.redirects.get(one.event_id, one.event_id)
        parts = [len(one.members.intersection(cluster.members)) for cluster in result.events.values()]
        assert len(one.members.intersection(result.events[heir].members)) == max(parts)
    for name in result.founded:
        assert {"a" + name[1:]} <= set(result.events[name].members) or all(
            event_named_after(member) in known or event_named_after(member) in result.events
            for member in result.events[name].members
        )

    shuffle.shuffle(formers)
    shuffle.shuffle(groups)
    again = regrouped(formers, groups, published=published)
    assert (homes(again), again.redirects, kinds(again)) == (homes(result), result.redirects, kinds(result))
