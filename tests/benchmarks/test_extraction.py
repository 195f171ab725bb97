"""The benchmark of extraction runs, and memory stays where it is."""

from __future__ import annotations

import sys

import pytest

from crawler.extraction.pool import read_page
from tests.benchmarks.extraction import COMPARED, main, measure, soak
from tests.benchmarks.wordpress_pages import COMMENTS, PAGE_BYTES, article, fetched_page, wordpress_page


def test_the_table_has_a_row_for_each_that_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pages", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["CPU", "ms", "a", "page", "x", "floor", "x", "ours"]
    assert [line[:26].strip() for line in lines[1:]] == list(COMPARED)
    assert lines[1].split()[-2] == lines[2].split()[-1] == "1.0"


def test_peers_that_cannot_be_started_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pages", "1", "--peers", "nowhere/python"]) == 2
    assert "make bench-peers" in capsys.readouterr().err


def test_an_environment_without_the_peers_measures_the_rest(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--pages", "1", "--peers", sys.executable]) == 0
    told = capfd.readouterr()
    assert "newspaper4k is left out" in told.err
    assert len(told.out.splitlines()) == 1 + len(COMPARED)


def test_pages_are_as_heavy_as_said_and_each_is_another() -> None:
    pages = [wordpress_page(number) for number in range(20)]
    assert {len(page) for page in pages} == {PAGE_BYTES}
    assert all(page.count(b'<li id="comment-') == COMMENTS for page in pages)
    assert len(set(pages)) == len(pages)
    assert wordpress_page(7) == pages[7]


def test_their_articles_are_read_exactly() -> None:
    for number in range(15):
        item = read_page(fetched_page(number))
        assert item.body == article(number).body
        assert item.language == "id"


def test_extraction_is_cheaper_than_plain_trafilatura() -> None:
    """Measured 0.31 of it; the figures themselves are the benchmark's, a noisy machine's are not."""
    medians = measure(10)
    assert medians["kliping"] < 0.5 * medians["trafilatura"]


@pytest.mark.long
def test_memory_stays_where_it_is_over_ten_thousand_pages() -> None:
    for name, (first, last) in soak(10_000).items():
        assert last < 1.05 * first, name
