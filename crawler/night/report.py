"""The page of a night and the verdicts in it, from the archive and the declared outlets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.config import left_out
from crawler.outlets.loader import OutletLoader, outlet_classes
from storage.archive.archive import Archive
from storage.exceptions import of_writing
from storage.health.alerts import Alert
from storage.health.machine import RAW_ARCHIVE, room, troubles
from storage.health.report import NightReport, html, report
from storage.health.verdict import Health, OutletFacts, ordered, unimportable, verdicts
from storage.models import Run
from storage.raw.atomic import write_whole
from storage.records.outlet_orders import in_force


@dataclass(frozen=True, slots=True)
class Checkup:
    """Every outlet's verdict, by name, and the alerts about the data folder and the machine."""

    healths: list[Health]
    house: list[Alert]

    @property
    def person_needed(self) -> bool:
        """True when somebody must look at an outlet or at the machine."""
        return any(alert.person for alert in self.house) or any(health.needs_person for health in self.healths)

    @property
    def pages_lost(self) -> bool:
        """True when files of the raw archive are missing or shortened."""
        return any(alert.rule == RAW_ARCHIVE for alert in self.house)


def checkup(
    archive: Archive, settings: BaseSettings, folder: Path, *, now: datetime, as_of: datetime | None = None
) -> Checkup:
    """Judge the outlets as of a time (aware; default: ``now``), and the data folder as it is now."""
    healths = outlet_verdicts(archive, settings, now=as_of or now)
    return Checkup(healths, troubles(archive, folder, now=now))


def night_report(
    archive: Archive,
    settings: BaseSettings,
    folder: Path,
    run: Run | None,
    *,
    now: datetime,
    found: Checkup | None = None,
) -> NightReport:
    """Put together the page of a run; ``None``: of an archive without one.

    ``found`` are the verdicts at the run's end; they are worked out where they are not given.
    """
    found = found or checkup(archive, settings, folder, now=now, as_of=run.ended_at if run is not None else None)
    return report(archive, run, healths=found.healths, house=found.house, room=room(archive, folder, now=now), now=now)


def write_page(page: NightReport, path: Path) -> None:
    """Writes the page, whole or not at all. Raises ``ArchiveError`` when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise of_writing(error, path) from error
    write_whole(path, [html(page)])


def in_lines(healths: Iterable[Health]) -> list[str]:
    """Outlets that need somebody, a line each; those with one verdict for one reason share it, as without a network."""
    named: dict[tuple[str, str], list[str]] = {}
    for health in healths:
        named.setdefault((health.verdict, health.reason), []).append(health.outlet)
    return [
        f"{names[0]} is {verdict}: {reason}"
        if len(names) == 1
        else f"{len(names)} outlets are {verdict}: {reason} ({', '.join(names)})"
        for (verdict, reason), names in named.items()
    ]


def outlet_facts(settings: BaseSettings) -> list[OutletFacts]:
    """The declared facts by which outlets are judged."""
    return [
        OutletFacts(name, outlet.title, outlet.paused or left_out(settings, name), outlet.expected)
        for name, outlet in outlet_classes(settings).items()
    ]


def outlet_verdicts(archive: Archive, settings: BaseSettings, *, now: datetime) -> list[Health]:
    """Judge every outlet, those that cannot be imported too; in the order of their names."""
    found = verdicts(archive, outlets=outlet_facts(settings), now=now)
    broken = OutletLoader.from_settings(settings).broken
    orders = in_force(archive, now)
    found += [
        ordered(unimportable(name, why), orders)
        for name, why in broken.items()
        if left_out(settings, name) is None and orders.paused(name) is None
    ]
    return sorted(found, key=lambda health: health.outlet)
