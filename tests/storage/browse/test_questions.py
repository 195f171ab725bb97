"""Questions of a reader: what an address asks, and what makes no sense."""

from __future__ import annotations

from datetime import date

import pytest

from storage.browse.questions import LONGEST_SEARCH, MOST_TERMS, NotUnderstood, Question, match_expression, question

ALL = {
    "q": "apel siaga", "since": "2024-11-20", "until": "2024-11-27", "region": "35.74", "outlet": "kabar_timur",
    "network": "jaringan", "collection": "arsip", "size": "3", "before": "77",
}  # fmt: skip


def test_every_filter_is_read_and_written() -> None:
    asked = question(ALL)
    assert (asked.since, asked.until, asked.size, asked.before) == (date(2024, 11, 20), date(2024, 11, 27), 3, 77)
    assert asked.address() == (
        "q=apel+siaga&since=2024-11-20&until=2024-11-27&region=35.74&outlet=kabar_timur&network=jaringan"
        "&collection=arsip&size=3&before=77"
    )
    assert asked.address(before=None, q="", size=1).startswith("since=")
    assert question({}).address() == ""


def test_the_next_page_narrows_nothing() -> None:
    assert not question({}).narrowed
    assert not question({"before": "7"}).narrowed
    assert question({"q": "apel"}).narrowed
    assert not question({"q": "apel"}).filtered
    assert question({"size": "2"}).filtered


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"q": "x" * (LONGEST_SEARCH + 1)}, "search_too_long"),
        ({"q": "a " * (MOST_TERMS + 1)}, "search_too_long"),
        ({"q": "**"}, "nothing_to_search"),
        ({"q": "ab*"}, "prefix_too_short"),
        ({"region": "35.7"}, "no_such_region"),
        ({"outlet": "\x01"}, "no_such_name"),
        ({"since": "kemarin"}, "no_day"),
        ({"until": "1970-12-31"}, "no_day"),
        ({"size": "-1"}, "no_number"),
        ({"before": "9" * 19}, "no_number"),
    ],
)
def test_what_makes_no_sense_names_its_sentence(arguments: dict[str, str], key: str) -> None:
    with pytest.raises(NotUnderstood) as failure:
        question(arguments)
    assert failure.value.key == key


@pytest.mark.parametrize(
    ("q", "expression"),
    [
        ("apel siaga", '"apel" "siaga"'),
        ('"apel siaga" kota', '"apel siaga" "kota"'),
        ('"apel siaga', '"apel siaga"'),
        ("gud* NOT (a OR b)", '"gud"* "NOT" "(a" "OR" "b)"'),
        ('"gud*"', '"gud"'),
        ("- apel", '"apel"'),
    ],
)
def test_nothing_in_a_search_is_an_operator(q: str, expression: str) -> None:
    assert match_expression(q) == expression


def test_a_query_asks_for_what_is_filtered_and_nothing_else() -> None:
    assert Question().sql("h.*", limit=5) == ("SELECT h.* FROM happening h ORDER BY h.moment DESC LIMIT 5", {})
    sql, parameters = question(ALL).sql("count(*)", limit=1, ordered=False)
    assert "ORDER BY" not in sql
    assert parameters.keys() == {
        "match", "since", "until", "dated", "before", "region", "outlet", "network", "collection", "size"
    }  # fmt: skip
    assert all(f":{name}" in sql for name in parameters)
    province, _ = question({"region": "35"}).sql("1", limit=1)
    assert "h.province = :region" in province
