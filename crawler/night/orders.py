"""Standing orders about outlets, as the operator gives them on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.night.report import outlet_verdicts
from crawler.outlets.loader import OutletLoader, check_names
from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.health.verdict import needs_person, urgent_rules
from storage.models import OutletOrder
from storage.records import outlet_orders
from storage.records.outlet_orders import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An order as it was asked for: for these outlets, by whom and why, until a day (inclusive)."""

    kind: Kind
    names: Sequence[str]
    by: str
    why: str
    until: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def carry_out(
    asked: Asked, archive: Archive, folder: Path, settings: Settings, *, now: datetime
) -> Iterator[OutletOrder]:
    """Give the orders, and yield each.

    Raises ``UsageFailure``, with nothing done, for an unknown outlet, a day that is past, and an acknowledgement of
    what is no trouble.
    """
    require_outlets(asked.names, settings)
    if asked.until is not None and asked.until < now.astimezone(JAKARTA).date():
        raise UsageFailure(f"--until {asked.until} is past")
    known = _troubles(asked, archive, settings, now=now)
    for name in asked.names:
        detail = {"rules": known[name]} if asked.kind == "acknowledge" else asked.detail
        yield outlet_orders.give(
            archive, folder, name, asked.kind, by=asked.by, why=asked.why, now=now, until=asked.until, detail=detail
        )


def require_outlets(names: Sequence[str], settings: Settings) -> None:
    """Raise ``UsageFailure`` for an outlet that does not exist; one that cannot be imported does."""
    loader = OutletLoader.from_settings(settings)
    check_names(names, sorted({*loader.list(), *loader.broken}))


def _troubles(asked: Asked, archive: Archive, settings: Settings, *, now: datetime) -> dict[str, list[str]]:
    """Rules of the alerts that are acknowledged, by outlet."""
    if asked.kind != "acknowledge":
        return {}
    healths = {health.outlet: health for health in outlet_verdicts(archive, settings, now=now)}
    for name in asked.names:
        if name not in healths or not needs_person(healths[name].verdict):
            raise UsageFailure(f"{name} needs nobody now: there is nothing to acknowledge; see scrapy health")
    return {name: sorted(urgent_rules(healths[name])) for name in asked.names}
