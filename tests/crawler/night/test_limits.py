"""Limits of an outlet: never more, never oftener than the project allows."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.night.limits import limit, limited

PROJECT = Settings(
    {"PAGES_PER_NIGHT": 1000, "OUTLET_MINUTES": 60, "DOWNLOAD_DELAY": 3, "AUTOTHROTTLE_MAX_DELAY": 60},
    priority="cmdline",
)


def test_a_limit_is_settings_of_the_crawl() -> None:
    detail = limit(PROJECT, pages=50, minutes=2.5, delay=90)
    assert limited(detail, PROJECT) == {
        "PAGES_PER_NIGHT": 50, "OUTLET_MINUTES": 2.5, "DOWNLOAD_DELAY": 90, "AUTOTHROTTLE_MAX_DELAY": 90,
    }  # fmt: skip
    assert limited({}, PROJECT) == {}


def test_the_project_is_stricter_where_it_became_so() -> None:
    found = limited({"pages": 2000, "minutes": 90, "delay": 1}, PROJECT)
    assert found == {
        "PAGES_PER_NIGHT": 1000, "OUTLET_MINUTES": 60, "DOWNLOAD_DELAY": 3, "AUTOTHROTTLE_MAX_DELAY": 60,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "needs --pages"), ({"delay": 2.0}, "less often, never more"), ({"delay": 3.0}, "less often, never more"),
        ({"delay": float("nan")}, "less often"), ({"delay": 1e9}, "at most 3600"), ({"pages": 0}, "--pages 0: give a"),
        ({"pages": 1001}, "up to 1000"), ({"minutes": -1.0}, "--minutes -1"),
        ({"minutes": float("nan")}, "--minutes nan"),
    ],
)  # fmt: skip
def test_what_limits_nothing_is_refused(given: dict[str, float], told: str) -> None:
    with pytest.raises(UsageFailure, match=told):
        limit(PROJECT, **given)  # type: ignore[arg-type]
