"""Days that were looked at."""

from __future__ import annotations

from datetime import date

from storage.browse.looked import days_inside, merged


def test_spans_that_touch_are_one() -> None:
    first, second, third = ((date(2024, 11, a), date(2024, 11, b)) for a, b in ((1, 5), (6, 7), (9, 9)))
    assert merged([third, second, first]) == [(date(2024, 11, 1), date(2024, 11, 7)), third]
    assert days_inside(merged([first, second, third]), date(2024, 11, 4), date(2024, 11, 30)) == 5
    assert days_inside([], date(2024, 11, 4), date(2024, 11, 30)) == 0
