"""A site's own search."""

from __future__ import annotations

from crawler.outlets.sources import Search
from tests.crawler.outlets.sources.answers import CONTEXT, urls

SEARCH = Search(url="/search/{term}/{since}/{until:%d-%m-%Y}/{page}", links="a", terms=("netralitas asn", "logistik"))


def test_each_term_is_asked_for_with_the_window() -> None:
    assert urls(SEARCH) == [
        "https://warta.example/search/netralitas+asn/2024-10-20/27-11-2024/1",
        "https://warta.example/search/logistik/2024-10-20/27-11-2024/1",
    ]
    assert [step.series for step in SEARCH.steps(CONTEXT)] == ["netralitas asn", "logistik"]


def test_a_search_tells_of_some_articles_and_may_find_none() -> None:
    assert SEARCH.scope == "some"
    assert not SEARCH.never_empty
    assert not SEARCH.option_form
