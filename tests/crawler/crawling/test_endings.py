"""Ways in which a crawl ends."""

from __future__ import annotations

from crawler import settings
from crawler.crawling.endings import BUDGETS, ENDINGS


def test_every_budget_is_a_setting_of_the_project() -> None:
    assert all(hasattr(settings, name) for name in BUDGETS.values())


def test_an_ending_is_a_status_and_a_reason_for_people() -> None:
    assert {status for status, _ in ENDINGS.values()} == {"interrupted", "blocked", "failed"}
    assert all(reason and reason[0].islower() for _, reason in ENDINGS.values())
    assert ENDINGS.keys().isdisjoint(BUDGETS)
