"""Nights of an outlet, and the walk through them."""

from __future__ import annotations

from datetime import date, timedelta

from storage.health.expectations import Expectation
from storage.health.nights import Night
from storage.health.watch import Judged, walk

FIRST = date(2025, 3, 3)


def night(number: int, found: int, **more: int) -> Night:
    counts = {
        "new": found, "discovered": 20, "source_pages": 2, "extracted": found, "fetched": found, "titles": found,
        "dates": found, "bodies": found, "authors": found,
    }  # fmt: skip
    return Night(
        outlet="kabar_timur", day=FIRST + timedelta(days=number), counts=counts | more, words=300 if found else None
    )


def steady(nights: int = 28, found: int = 8) -> list[Night]:
    return [night(number, found + number % 3) for number in range(nights)]


def walked(nights: list[Night], expectation: Expectation | None = None) -> list[Judged]:
    return walk({"kabar_timur": nights}, {"kabar_timur": expectation} if expectation else None)["kabar_timur"]


def rules(judged: Judged) -> list[str]:
    return [alert.rule for alert in judged.alerts if alert.person]
