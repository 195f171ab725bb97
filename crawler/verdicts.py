"""The verdicts on the project's outlets, those included that cannot be imported."""

from __future__ import annotations

from datetime import datetime

from scrapy.settings import BaseSettings

from crawler.loader import OutletLoader, outlet_classes
from storage.archive import Archive
from storage.health import Health, OutletFacts, unimportable, verdicts


def outlet_facts(settings: BaseSettings) -> list[OutletFacts]:
    """What the outlets declare, as far as they are judged by it."""
    return [
        OutletFacts(name, outlet.title, outlet.paused, outlet.expected)
        for name, outlet in outlet_classes(settings).items()
    ]


def outlet_verdicts(archive: Archive, settings: BaseSettings, *, now: datetime) -> list[Health]:
    """Every outlet's verdict, by name."""
    found = verdicts(archive, outlets=outlet_facts(settings), now=now)
    found += [unimportable(name, why) for name, why in OutletLoader.from_settings(settings).broken.items()]
    return sorted(found, key=lambda health: health.outlet)
