"""Checks before the first request of a night: better no night than one that cannot be stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.data_folder import FOLDERS

_TOLERATED = timedelta(hours=1)


def preflight(archive: Archive, folder: Path, *, now: datetime) -> None:
    """Check the clock, the database and the folders.

    The clock must not be before the last run: the windows would be wrong. Raises ``UsageFailure`` or ``ArchiveError``,
    in one line, for a night that must not begin.
    """
    last = next(iter(archive.runs(1)), None)
    if last is not None and last.started_at > now + _TOLERATED:
        raise UsageFailure(
            f"the clock says {now:%Y-%m-%d %H:%M}Z, but the last run began {last.started_at:%Y-%m-%d %H:%M}Z: "
            "set the machine's clock right (or KLIPING_NOW, where it is set)"
        )
    archive.check()
    for name in FOLDERS:
        probe = folder / name / ".writable"
        try:
            probe.parent.mkdir(exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise UsageFailure(f"{probe.parent} cannot be written ({error.strerror}): mend its permissions") from None
