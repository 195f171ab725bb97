"""Troubles of a night and of the morning's look, as the notifier tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.cli import exits
from crawler.night.report import Checkup
from crawler.notify.tell import JOBS, is_told, of_job, tell
from storage.health.alerts import Alert
from storage.health.report import NightReport
from storage.health.troubles import Trouble
from storage.health.verdict import Health

EVENTS = 3
"""Events of the night that a message names."""

_OVERDUE = "job:nightly:overdue"

_ENDINGS = {exits.INTERRUPTED: "was interrupted", exits.NO_OUTLET: "reached no outlet"}
"""Exit codes of a night that was closed, and that are not told by outlets or machine, in words."""


def tell_night(settings: BaseSettings, page: NightReport, path: Path) -> None:
    """Tell of a night that was closed: outlets, machine, exit code; ``path`` is the file of its page."""
    present = [*_of_run(page), *_of_outlets(page.healths), *_of_machine(page.house)]
    tell(settings, present, covers=_everything, essence=essence(page), page=path)


def tell_morning(settings: BaseSettings, found: Checkup, missing: Alert | None) -> None:
    """Tell of the morning's look; ``missing`` is the alert about a night that did not happen.

    A night that failed was told by itself. It is not told again as one that did not happen, and its end is told by the
    next night that is closed.
    """
    present = [*_of_outlets(found.healths), *_of_machine(alert for alert in found.house if alert is not missing)]
    if missing is not None and not is_told(settings, _of_failed_night):
        title = f"{JOBS['nightly']} did not happen"
        present.append(Trouble(_OVERDUE, missing.message, missing.advice, title))
    tell(settings, present, covers=lambda key: not of_job("nightly")(key) and _everything(key))


def essence(page: NightReport) -> list[str]:
    """The night in a few lines: numbers, and the largest events."""
    if page.run is None:
        return []
    tried = [row for row in page.rows if row.status != "skipped"]
    done = sum(row.status == "completed" for row in tried)
    numbers = f"{page.articles_new} new articles, {page.events_new} new events, {done} of {len(tried)} outlets crawled"
    named = [f"- {event.title} ({event.articles} reports)" for event, _ in page.events[:EVENTS] if event.title]
    return [f"{numbers}.", *named]


def _of_failed_night(key: str) -> bool:
    return of_job("nightly")(key) and key != _OVERDUE


def _everything(key: str) -> bool:
    return key.startswith(("outlet:", "machine:")) or of_job("nightly")(key) or of_job("health")(key)


def _of_run(page: NightReport) -> Iterator[Trouble]:
    code = page.run.exit_code if page.run is not None else None
    if code in _ENDINGS:
        title = f"{JOBS['nightly']} {_ENDINGS[code]}"
        yield Trouble(f"job:nightly:{code}", f"{title} (exit code {code})", title=title)


def _of_outlets(healths: Iterable[Health]) -> Iterator[Trouble]:
    for health in healths:
        if health.needs_person:
            yield Trouble(f"outlet:{health.outlet}", f"{health.verdict}: {health.reason}", health.advice or "")


def _of_machine(house: Iterable[Alert]) -> Iterator[Trouble]:
    for alert in house:
        if alert.person:
            yield Trouble(f"machine:{alert.rule}", alert.message, alert.advice)
