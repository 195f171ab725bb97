"""The night's page and verdicts, put together from the archive and the declared outlets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.outlets.loader import OutletLoader, outlet_classes
from storage.archive.archive import Archive
from storage.exceptions import of_writing
from storage.health.machine import room, troubles
from storage.health.report import NightReport, html, report
from storage.health.verdict import Health, OutletFacts, unimportable, verdicts
from storage.models import Run
from storage.raw.atomic import write_whole


def night_report(
    archive: Archive, settings: BaseSettings, folder: Path, run: Run | None, *, now: datetime
) -> NightReport:
    """What there is to say of a run (``None``: of an archive without one). Verdicts are those at its end."""
    as_of = (run.ended_at or now) if run is not None else now
    return report(
        archive,
        run,
        healths=outlet_verdicts(archive, settings, now=as_of),
        house=troubles(archive, folder, now=now),
        room=room(archive, folder, now=now),
        now=now,
    )


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
