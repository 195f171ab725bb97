"""Rejections, and errors in one line."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.exceptions import EmptyBody, NotIndonesian, OffTopic, OutsideWindow, Quarantined, Rejected, line_of


def test_each_rejection_writes_its_own_state() -> None:
    kinds = (Rejected, OffTopic, NotIndonesian, EmptyBody, OutsideWindow, Quarantined)
    assert len({kind.state for kind in kinds}) == len(kinds)


def test_a_rejection_keeps_what_is_known_of_the_article() -> None:
    at = datetime(2024, 11, 27, tzinfo=UTC)
    refused = OffTopic("relevance 0.10", title="Harga cabai", score=0.1, published_at=at)
    assert (refused.reason, refused.title, refused.score, refused.published_at) == (
        "relevance 0.10", "Harga cabai", 0.1, at
    )  # fmt: skip
    assert str(refused) == "relevance 0.10"


def test_an_error_is_one_line_of_bounded_length() -> None:
    assert line_of(ValueError("no\nsuch\nday")) == "ValueError: no"
    assert line_of(ValueError("x" * 500)) == "ValueError: " + "x" * 188
    assert line_of(ValueError("x" * 500), None) == "ValueError: " + "x" * 500
    assert line_of(ValueError("abc"), 3) == "Val"
