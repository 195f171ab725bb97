"""Telling of troubles: the one way by which a person hears of what needs one.

A message that cannot be sent is a line on stderr, and is tried again the next time: the night is in the archive,
whatever the mail server says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler import config
from crawler.exceptions import UsageFailure
from crawler.notify.services import Message, notifies, services
from crawler.notify.wording import message
from storage.health import trouble_file
from storage.health.troubles import Trouble, settle

JOBS = {
    "nightly": "The night",
    "health": "The morning's look",
    "verify": "The check of the archive",
    "backup": "The backup",
    "worker": "The worker",
}
"""Commands that run when nobody looks, in words."""

_ENDS = {
    2: "did not run",
    3: "found no room on the disk",
    11: "was interrupted",
    12: "reached no outlet",
    70: "found that the raw archive has lost pages",
}
"""Exit codes that need a person, in words; any other is that of a crash."""

_LATELY = 900.0
"""Seconds in which a job that failed has told of it itself."""


def tell(
    settings: BaseSettings,
    present: Sequence[Trouble],
    *,
    covers: Callable[[str], bool],
    essence: Sequence[str] = (),
    page: Path | None = None,
) -> None:
    """Tell of the troubles that are there now, and of the end of those that are not.

    ``covers`` says of a trouble's key whether it would be among ``present``. ``essence`` are lines about the night,
    ``page`` is the file of its report.
    """
    if not notifies(settings):
        return
    try:
        now, folder = _now(settings), config.data_path(settings)
        after, news = settle(trouble_file.read(folder), present, covers=covers, now=now)
        page = page if page is not None and page.exists() else None
        delivered = not news or deliver(settings, message(news, folder=folder, essence=essence, page=page))
        if delivered and not trouble_file.save(folder, after, now=now):
            sys.stderr.write("what was told cannot be written down: it will be told again\n")
    except UsageFailure as error:
        sys.stderr.write(f"nobody is told: {error}\n")


def deliver(settings: BaseSettings, what: Message) -> bool:
    """Send a message to every service; return true when one has taken it. Raises ``UsageFailure`` for a wrong URL."""
    taken = False
    for service in services(settings):
        reason = service.send(what)
        sys.stderr.write(f"not told: {reason}\n" if reason else f"told {service.name}: {what.title}\n")
        taken = taken or reason is None
    return taken


def tell_failure(settings: BaseSettings, job: str, code: int, line: str) -> None:
    """Tell that a job ended with an exit code that needs a person, and why, in a line."""
    title = f"{JOBS[job]} {_ENDS.get(code, 'broke off')}"
    trouble = Trouble(f"job:{job}:{code}", f"{title} (exit code {code}): {line}", title=title)
    tell(settings, [trouble], covers=of_job(job))


def tell_killed(settings: BaseSettings, job: str) -> None:
    """Tell that a job was ended from outside, unless it has just told of its failure itself."""
    if not notifies(settings):
        return
    last = trouble_file.last_look(config.data_path(settings))
    if last is not None and (_now(settings) - last).total_seconds() < _LATELY:
        return
    title = f"{JOBS[job]} was ended from outside"
    text = f"{title}: killed, out of memory, or over its time"
    advice = "Read the log of the last run and the machine's journal."
    tell(settings, [Trouble(f"job:{job}:killed", text, advice, title)], covers=of_job(job))


def tell_success(settings: BaseSettings, job: str) -> None:
    """Tell that a job that failed the last time works again."""
    tell(settings, [], covers=of_job(job))


def is_told(settings: BaseSettings, covers: Callable[[str], bool]) -> bool:
    """Return true where a trouble of these goes on and was told."""
    told = trouble_file.read(config.data_path(settings)) if notifies(settings) else {}
    return any(covers(key) and one.gone_at is None for key, one in told.items())


def of_job(job: str) -> Callable[[str], bool]:
    """Return the ``covers`` of everything that befalls a job."""
    return lambda key: key.startswith(f"job:{job}:")


def _now(settings: BaseSettings) -> datetime:
    """Time by the clock of the settings; the machine's where that one is set wrong."""
    try:
        return config.clock(settings)()
    except UsageFailure:
        return datetime.now(UTC)
