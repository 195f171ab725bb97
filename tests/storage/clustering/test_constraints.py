"""Judgements: their consequences and contradictions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from storage.clustering.constraints import Closure, Constraint, Judgement, judgement, withdrawn
from tests.storage.clippings import NOW


def say(verdict: Constraint, a: Collection[str], b: Collection[str], by: str = "Rina") -> Judgement:
    return judgement(verdict, a, b, by=by, why="dibaca", judged_at=NOW)


def test_a_statement_is_the_same_in_every_archive() -> None:
    one = say("same", "b", "a")
    assert one == say("same", "a", "b")
    assert one.judgement_id == judgement("same", "a", "b", by="Rina ", why=" dibaca", judged_at=NOW).judgement_id
    assert (
        len({one.judgement_id, say("different", "a", "b").judgement_id, say("same", "a", "b", "Budi").judgement_id})
        == 3
    )
    assert say("different", "db", "ca").articles == frozenset("abcd")
    assert list(say("different", "db", "c").pairs()) == [("b", "c"), ("c", "d")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"by": " "}, "who judges"),
        ({"why": "\n"}, "why"),
        ({"why": "x" * 1001}, "at most 1000"),
        ({"b": []}, "either side"),
        ({"b": ["a1", "a2"]}, "a1 stands on both sides"),
        ({"judged_at": NOW.replace(tzinfo=None)}, "naive"),
    ],
)
def test_what_is_no_statement(change: dict[str, object], says: str) -> None:
    fields: dict[str, object] = {"a": ["a1"], "b": ["a2"], "by": "Rina", "why": "dibaca", "judged_at": NOW}
    with pytest.raises(ValueError, match=says):
        judgement("same", **(fields | change))  # type: ignore[arg-type]


def test_same_joins_over_others_and_different_parts_what_is_joined() -> None:
    found = Closure([say("same", "a", "b"), say("same", "c", "b"), say("different", "c", "x"), say("same", "x", "y")])
    assert found.together == (frozenset("abc"), frozenset("xy"))
    assert found.with_all("az") == frozenset("abcz")
    assert found.says("a", "c") == "same"
    assert found.says("a", "y") == found.says("y", "a") == "different"
    assert found.says("a", "z") is None
    assert found.articles == frozenset("abcxy")
    assert found.contradiction() is None


def test_an_article_that_is_not_there_still_connects() -> None:
    found = Closure([say("same", "a", "b"), say("same", "c", "b"), say("different", "b", "x"), say("same", "x", "y")])
    assert found.apart_among("acy") == [("a", "y")]
    assert found.apart_among("ac") == []


def test_the_grounds_are_all_judgements_that_it_takes() -> None:
    said = [say("same", "a", "b"), say("different", "b", "x"), say("same", "x", "y"), say("same", "p", "q")]
    assert set(Closure(said).grounds("a", "y")) == set(said[:3])
    assert Closure(said).grounds("a", "b") == [said[0]]
    assert Closure(said).grounds("a", "p") == []


def test_a_contradiction_names_the_chain() -> None:
    said = [say("same", "a", "b", "Ani"), say("same", "c", "b", "Budi"), say("different", "a", "c", "Cici")]
    now = said[2].judgement_id
    assert Closure(said).contradiction({now}) == (
        f"a and c are judged different (by Cici, now), but a = b (by Ani, {said[0].judgement_id}), "
        f"b = c (by Budi, {said[1].judgement_id})"
    )
    back = withdrawn(said[1], by="Budi", why="salah baca", at=NOW)
    assert Closure([said[0], back, said[2]]).contradiction() is None
    assert not back.in_force
    assert replace(back, withdrawn_at=None, withdrawn_by=None, withdrawn_why=None) == said[1]
