"""Health as OpenMetrics, for node_exporter's textfile collector and whatever else reads Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crawler.night.report import Checkup
from storage.health.machine import Room
from storage.models import Run, RunOutlet

_VALUES = Mapping[tuple[tuple[str, str], ...], float]
"""Values of one metric by their labels."""


def openmetrics(found: Checkup, room: Room, last: Run | None, outlets: Sequence[RunOutlet]) -> str:
    """The text of all metrics. ``last`` is the last run, with its outlets."""
    return "".join(f"{line}\n" for line in (*_of_run(last, outlets), *_of_health(found), *_of_disk(room), "# EOF"))


def _of_run(last: Run | None, outlets: Sequence[RunOutlet]) -> Iterator[str]:
    if last is None:
        return
    began: _VALUES = {(): last.started_at.timestamp()}
    yield from _metric("last_run_start_timestamp_seconds", "When the last run began", began)
    if last.ended_at is not None:
        ended: _VALUES = {(): last.ended_at.timestamp()}
        yield from _metric("last_run_end_timestamp_seconds", "When the last run ended", ended)
    if last.exit_code is not None:
        yield from _metric("last_run_exit_code", "Exit code of the last run", {(): float(last.exit_code)})
    articles = sum((row.counts or {}).get("articles", 0) for row in outlets)
    yield from _metric("last_run_articles", "New relevant articles of the last run", {(): articles})


def _of_health(found: Checkup) -> Iterator[str]:
    verdicts: _VALUES = {(("outlet", health.outlet), ("verdict", health.verdict)): 1.0 for health in found.healths}
    yield from _metric("outlet_verdict", "Verdict on an outlet", verdicts)
    needed: _VALUES = {(("outlet", health.outlet),): float(health.needs_person) for health in found.healths}
    yield from _metric("outlet_needs_person", "Whether somebody must look at an outlet", needed)
    machine: _VALUES = {(("rule", alert.rule),): float(alert.person) for alert in found.house}
    yield from _metric("machine_alert", "Alerts on the machine; 1 where somebody must look", machine)
    yield from _metric("person_needed", "Whether somebody must look at anything", {(): float(found.person_needed)})


def _of_disk(room: Room) -> Iterator[str]:
    yield from _metric("disk_free_bytes", "Free space on the disk of the data folder", {(): room.free})
    if room.nights_left is not None:
        yield from _metric("disk_nights_left", "Nights for which there is room", {(): room.nights_left})


def _metric(name: str, meaning: str, values: _VALUES) -> Iterator[str]:
    if not values:
        return
    yield f"# HELP kliping_{name} {meaning}."
    yield f"# TYPE kliping_{name} gauge"
    for labels, value in values.items():
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"kliping_{name}{{{told}}} {value:.17g}" if told else f"kliping_{name} {value:.17g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
