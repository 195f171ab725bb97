"""Alerts on the data folder and the nightly job: room, files, the run that did not happen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.data_folder import DATABASES, WARC_FOLDER, WRITE_AHEAD_LOGS
from storage.health.alerts import Alert
from storage.health.rules import NO_ROOM
from storage.models import Run, RunOutlet, WarcFile
from storage.raw.files import TORN, WRITER_MARK

NIGHTLY = "nightly"
"""Command of the runs that the nightly job makes."""

NIGHTS_LEFT = 14
"""Nights of growth for which there must be room."""

RAW_ARCHIVE = "raw_archive"
"""Rule whose alert ends a night with the exit code for bytes that are missing (``storage.exit_codes.INVARIANT``)."""

WAL_BYTES = 256 * 2**20
"""Size of SQLite's log beyond which somebody has kept the database from being tidied up."""

_NAMED = 3
"""Files or outlets that an alert names."""

_LOOKED_BACK = timedelta(days=28)
_TORN_IS_NEWS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Room:
    """Room on the disk of the data folder. ``a_night`` is the growth of the archive, ``None`` while it is not known."""

    free: int
    a_night: float | None

    @property
    def nights_left(self) -> int | None:
        """For how many nights of the usual growth there is room."""
        return int(self.free / self.a_night) if self.a_night else None


def room(archive: Archive, folder: Path, *, now: datetime) -> Room:
    """Free bytes, and the growth of the last 28 days: raw archive, and database in proportion to it."""
    with archive.reading() as session:
        since = now - _LOOKED_BACK
        total = session.scalar(select(func.sum(WarcFile.size))) or 0
        recent = session.scalar(select(func.sum(WarcFile.size)).where(WarcFile.opened_at > since)) or 0
        runs = select(func.count()).select_from(Run).where(Run.command == NIGHTLY, Run.started_at > since)
        nights = session.scalar(runs) or 0
    database = sum(path.stat().st_size for path in folder.glob(DATABASES))
    growth = recent * (1 + database / total) / nights if nights and total else None
    return Room(shutil.disk_usage(folder).free, growth)


def troubles(archive: Archive, folder: Path, *, now: datetime) -> list[Alert]:
    """Alerts on the data folder."""
    return [
        *_raw_archive(archive, folder),
        *_no_room(archive),
        *_disk(room(archive, folder, now=now)),
        *_files(folder, now),
        *_clock(archive, now),
    ]


def overdue(archive: Archive, *, within: timedelta, now: datetime) -> Alert | None:
    """Alert when no nightly run has ended in the last ``within``: the watch over the watchman."""
    with archive.reading() as session:
        ended = session.scalar(
            select(func.max(Run.ended_at)).where(Run.command == NIGHTLY, Run.status.in_(("completed", "interrupted")))
        )
        begun = session.scalar(select(Run).where(Run.command == NIGHTLY).order_by(Run.started_at.desc()).limit(1))
    if ended is not None and now - ended <= within:
        return None
    hours = within / timedelta(hours=1)
    told = f"the last one ended {_moment(ended)}" if ended else "none ever has"
    if begun is not None and (ended is None or begun.started_at > ended):
        told += f"; one that began {_moment(begun.started_at)} is {begun.status}"
    return Alert(
        "overdue",
        "failing",
        f"no nightly run has ended in the last {hours:g} hours: {told}",
        "See whether the timer is active (systemctl list-timers 'kliping*'), and read the log of the last run.",
    )


def _no_room(archive: Archive) -> Iterator[Alert]:
    """Outlets that the last run could not crawl to the end because the disk was full."""
    with archive.reading() as session:
        last = session.scalar(select(Run.run_id).order_by(Run.started_at.desc(), Run.run_id).limit(1))
        failed = select(RunOutlet).where(RunOutlet.run_id == last, RunOutlet.status == "failed")
        found = [row for row in session.scalars(failed.order_by(RunOutlet.outlet)) if NO_ROOM.search(row.reason or "")]
    if found:
        names = ", ".join(row.outlet for row in found[:_NAMED])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        yield Alert(
            "no_room",
            "failing",
            f"this machine's fault, not the outlets': {found[0].reason} ({names}{more})",
            "Make room, or move KLIPING_DATA to a larger disk; the next night fetches what is missing.",
        )


def _disk(found: Room) -> Iterator[Alert]:
    if found.nights_left is not None and found.nights_left < NIGHTS_LEFT:
        yield Alert(
            "disk",
            "failing",
            f"room for {found.nights_left} more nights ({found.free // 2**20} MB free)",
            "Make room, or move KLIPING_DATA to a larger disk.",
        )


def _raw_archive(archive: Archive, folder: Path) -> Iterator[Alert]:
    """Sealed WARC files that are missing or not of the size that they had when they were completed."""
    wrong = []
    for file in archive.select_all(select(WarcFile).where(WarcFile.sealed).order_by(WarcFile.name)):
        try:
            size = (folder / WARC_FOLDER / file.name).stat().st_size
        except FileNotFoundError:
            # one machine of several has the files that it wrote itself
            if WRITER_MARK not in file.name:
                wrong.append(f"{file.name} is missing")
            continue
        if file.size is not None and size != file.size:
            wrong.append(f"{file.name} has {size} bytes, {file.size} when it was completed")
    if wrong:
        more = f", and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
        yield Alert(
            RAW_ARCHIVE,
            "failing",
            f"the raw archive has lost pages: {'; '.join(wrong[:_NAMED])}{more}",
            "Restore the files from a backup before the next run, then prove them with `scrapy verify`.",
        )


def _files(folder: Path, now: datetime) -> Iterator[Alert]:
    torn = [
        path
        for path in (folder / WARC_FOLDER).glob(TORN)
        if now.timestamp() - path.stat().st_mtime < _TORN_IS_NEWS.total_seconds()
    ]
    if torn:
        yield Alert(
            "torn",
            "ok",
            f"a run was killed or power failed: the torn end of {len(torn)} files was set aside ({torn[0].name})",
            "Nothing: what was lost is fetched again. If it comes back, look for what kills the runs.",
            person=False,
        )
    for path in folder.glob(WRITE_AHEAD_LOGS):
        if (size := path.stat().st_size) > WAL_BYTES:
            yield Alert(
                "wal",
                "failing",
                f"{path.name} has {size // 2**20} MB: some program holds the database open for reading",
                "Close what reads the database (a browser of it, an export that hangs).",
            )


def _clock(archive: Archive, now: datetime) -> Iterator[Alert]:
    with archive.reading() as session:
        last = session.scalar(select(func.max(Run.started_at)))
    if last is not None and last > now:
        yield Alert(
            "clock",
            "failing",
            f"the clock says {_moment(now)}, but the last run began {_moment(last)}",
            "Set the clock of the machine right.",
        )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"
