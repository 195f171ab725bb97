"""The answer of one source, over all its pages."""

from __future__ import annotations

from crawler.crawling.source_answer import SourceAnswer


def test_the_pages_of_a_source_add_up() -> None:
    answer = SourceAnswer()
    answer.add(9, 4)
    answer.add(links=3, articles=0)
    assert answer == SourceAnswer(links=12, articles=4)
