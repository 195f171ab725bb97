"""Limits that the operator sets for an outlet, as settings of its crawl: never more than the project's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy.settings import BaseSettings

from crawler.exceptions import UsageFailure

LONGEST_DELAY = 3600.0
"""Seconds between two requests, at most."""


def limit(
    settings: BaseSettings, *, pages: int | None = None, minutes: float | None = None, delay: float | None = None
) -> dict[str, float]:
    """Return the detail of an order. Raises ``UsageFailure`` for one that limits nothing, or asks more often."""
    least = settings.getfloat("DOWNLOAD_DELAY")
    if delay is not None and not least < delay <= LONGEST_DELAY:
        raise UsageFailure(
            f"--delay {delay:g}: an outlet may be asked less often, never more: give seconds beyond {least:g} "
            f"(DOWNLOAD_DELAY), at most {LONGEST_DELAY:g}"
        )
    for option, value, setting in (("--pages", pages, "PAGES_PER_NIGHT"), ("--minutes", minutes, "OUTLET_MINUTES")):
        if value is not None and not 0 < value <= settings.getfloat(setting):
            raise UsageFailure(f"{option} {value:g}: give a number up to {settings[setting]} ({setting}), beyond 0")
    given = {"pages": pages, "minutes": minutes, "delay": delay}
    detail = {name: value for name, value in given.items() if value is not None}
    if not detail:
        raise UsageFailure("a limit needs --pages, --minutes or --delay")
    return detail


def limited(detail: Mapping[str, Any], settings: BaseSettings) -> dict[str, float]:
    """Return the settings of a crawl under a limit; those of the project where they are stricter."""
    found: dict[str, float] = {}
    if "pages" in detail:
        found["PAGES_PER_NIGHT"] = min(int(detail["pages"]), settings.getint("PAGES_PER_NIGHT"))
    if "minutes" in detail:
        found["OUTLET_MINUTES"] = min(float(detail["minutes"]), settings.getfloat("OUTLET_MINUTES"))
    if "delay" in detail:
        found["DOWNLOAD_DELAY"] = max(float(detail["delay"]), settings.getfloat("DOWNLOAD_DELAY"))
        # Scrapy would come back to it, and ask more often
        found["AUTOTHROTTLE_MAX_DELAY"] = max(found["DOWNLOAD_DELAY"], settings.getfloat("AUTOTHROTTLE_MAX_DELAY"))
    return found
