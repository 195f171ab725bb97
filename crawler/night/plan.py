"""The plan of a night: the outlets to crawl, and the reason for each that is not crawled.

Outlets of one network are crawled in turn, networks side by side: thirty bureaus on thirty hosts, started together,
would be thirty streams into one company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scrapy.settings import Settings

from crawler.config import acknowledged_networks, left_out, outlet_names
from crawler.crawling.run import Run
from crawler.crawling.spider import OutletSpider
from crawler.exceptions import UsageFailure
from crawler.fetching.browser import chromium
from crawler.outlets.loader import OutletLoader, check_names
from crawler.outlets.outlet import Outlet
from crawler.outlets.window import Window
from storage.records.outlet_orders import NO_ORDERS, Orders


@dataclass(frozen=True, slots=True)
class Planned:
    """An outlet to crawl, and the window to crawl."""

    outlet: type[OutletSpider]
    window: Window


@dataclass(frozen=True, slots=True)
class Plan:
    """The outlets of a night; ``skipped`` and ``broken`` map an outlet's name to the reason."""

    planned: tuple[Planned, ...]
    skipped: dict[str, str]
    broken: dict[str, str]


def plan_night(
    settings: Settings,
    run: Run,
    *,
    names: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    orders: Orders = NO_ORDERS,
) -> Plan:
    """Plan a night. ``names`` empty is every outlet that the settings do not leave out.

    Without ``since`` each outlet has the window of its own history. ``orders`` are those of the operator that hold.

    Raises ``UsageFailure`` for an unknown outlet or a window that ends before it begins.
    """
    loader = OutletLoader.from_settings(settings)
    known = sorted({*loader.list(), *loader.broken})
    check_names(names, known)
    check_left_out(settings, known)
    names = names or [name for name in known if left_out(settings, name) is None]
    planned, skipped = [], {}
    for name in names:
        if name in loader.broken:
            continue
        outlet = loader.load(name)
        if not issubclass(outlet, OutletSpider):
            continue
        if reason := why_skipped(outlet, settings) or orders.paused(name):
            skipped[name] = reason
            continue
        own = run.window(name, settings)
        window = Window(since or own.since, until)
        if window.until is not None and window.until <= window.since:
            raise UsageFailure(f"the window ends ({window.until}) before it begins ({window.since}); mend --until")
        planned.append(Planned(outlet, window))
    broken = {name: why for name, why in loader.broken.items() if name in names}
    skipped |= {name: why for name in broken if (why := orders.paused(name)) is not None}
    return Plan(tuple(planned), skipped, {name: why for name, why in broken.items() if name not in skipped})


def check_left_out(settings: Settings, known: Sequence[str]) -> None:
    """Raise ``UsageFailure`` when the settings leave out, or in, an outlet that does not exist."""
    for setting in ("KLIPING_OUTLETS", "KLIPING_OUTLETS_WITHOUT"):
        try:
            check_names(sorted(outlet_names(settings, setting)), known)
        except UsageFailure as error:
            raise UsageFailure(f"{setting}: {error}") from None


def why_skipped(outlet: type[Outlet], settings: Settings) -> str | None:
    """Return the reason not to crawl an outlet (paused, terms, no browser), or ``None``."""
    if outlet.paused:
        return f"paused: {outlet.paused}"
    if outlet.terms and outlet.network_name() not in acknowledged_networks(settings):
        return f"needs permission under its terms; with it, set KLIPING_TERMS_ACKNOWLEDGED={outlet.network_name()}"
    if outlet.rendered and chromium(settings) is None:
        return "its pages need a browser: install Debian's chromium, or set KLIPING_CHROMIUM"
    return None
