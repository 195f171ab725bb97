"""A signature, and what is derived from its fields."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.signatures.idf import mention
from tests.storage.reports import ROLL_CALL, report


@pytest.mark.parametrize(
    ("published", "known"),
    [
        (datetime(2024, 11, 20, 5, 30, tzinfo=UTC), True),
        (datetime(2024, 11, 19, 17, tzinfo=UTC), False),  # midnight in Jakarta: only the day is known
        (datetime(2024, 11, 19, 17, 0, 1, tzinfo=UTC), True),
        (None, False),
    ],
)
def test_midnight_is_no_hour(published: datetime | None, known: bool) -> None:
    hour = report("a1", ROLL_CALL, published=published).hour
    assert hour == (published.timestamp() / 3600 if known and published else None)


def test_names_are_compared_as_they_sound() -> None:
    signature = report("a1", ROLL_CALL)
    assert signature.heard == {mention(name) for name in signature.speakers}
    assert signature.seen == {mention(name) for name in signature.scene}
    assert signature.heard <= signature.mentions
