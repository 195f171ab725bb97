"""Comments in other languages under an article."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.extraction.blocks import Block
from crawler.extraction.comment_spam import language_of, without_spam

LINE = "Petugas menyusuri gang demi gang untuk memastikan warga yang terdaftar sudah menerima surat undangan dari KPU."
SPAM = "Thank you for this great post, I will be back to read more of it and my friends like what you have here."
QUOTED = "I was there and it was the best day of my life, the crowd said to us that they will not be silent."


def kept(*lines: str) -> tuple[list[str], int]:
    hits: Counter[str] = Counter()
    return [block.text for block in without_spam([Block(line) for line in lines], hits)], hits["comment_spam"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LINE, "id"),
        (SPAM, "foreign"),
        ("El mejor de los que van por el mar en una casa", "foreign"),
        ("Спасибо за отличную статью", "foreign"),
        ("這是一個很好的網站", "foreign"),
        ("Joko Lelono", ""),
        ("", ""),
        ("yang terbaik", ""),
        ("the best", ""),
    ],
)
def test_the_language_of_a_line(text: str, language: str) -> None:
    assert language_of(text) == language


def test_comments_begin_where_two_foreign_lines_follow_each_other() -> None:
    assert kept(LINE, LINE, SPAM, SPAM, "Mantap sekali beritanya") == ([LINE, LINE], 3)
    assert kept(LINE, LINE, SPAM, "Mark Twain", "May 3, 2024", SPAM) == ([LINE, LINE], 4)


def test_a_single_foreign_line_goes_at_the_end_or_with_a_number() -> None:
    assert kept(LINE, LINE, SPAM) == ([LINE, LINE], 1)
    assert kept(LINE, LINE, f"1. {SPAM}", LINE) == ([LINE, LINE, LINE], 1)
    assert kept(LINE, LINE, SPAM, LINE) == ([LINE, LINE, SPAM, LINE], 0)


def test_foreign_lines_before_a_long_rest_were_quoted() -> None:
    lines = (LINE, LINE, QUOTED, QUOTED, LINE, LINE, LINE)
    assert kept(*lines) == (list(lines), 0)


def test_an_article_in_another_language_is_left_alone() -> None:
    assert kept(SPAM, QUOTED, SPAM) == ([SPAM, QUOTED, SPAM], 0)
    assert kept(LINE, SPAM, SPAM, SPAM) == ([LINE, SPAM, SPAM, SPAM], 0)
    assert kept() == ([], 0)
