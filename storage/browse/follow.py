"""Keeps the index up to date while pages are served, in a process of its own: slowly, and out of a crawl's way."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import make_url, select

from storage.archive.archive import Archive
from storage.browse.index import opened, renew, renew_around, withdraw
from storage.data_folder import BROWSE_LOCK
from storage.exceptions import ArchiveError
from storage.models import Takedown
from storage.records.judgements import listed

WITHDRAW_SECONDS = 2.0
"""Interval at which takedowns are looked for."""

RENEW_SECONDS = 30.0
"""Shortest interval at which the archive is searched for news."""

SHARE = 20
"""Looking through the archive takes at most one part in so many of the time."""

NICENESS = 10


@contextmanager
def sole(folder: Path) -> Iterator[bool]:
    """True if this process keeps the index of this data folder; it then does so until the end."""
    with (folder / BROWSE_LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def following(database_url: str, path: Path) -> Iterator[None]:
    """Has a process of its own follow the archive as long as this lasts."""
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_follow, args=(database_url, str(path), os.getpid()), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _follow(database_url: str, path: str, parent: int) -> None:
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent ends this one
    seen, due = "", 0.0
    decisions = _Decisions()
    with Archive.open(database_url) as archive:
        while os.getppid() == parent:
            try:
                with opened(Path(path)) as index:
                    withdraw(archive, index)
                    renew_around(archive, index, decisions.news(archive))
                    if monotonic() >= due and (now := _stamp(database_url)) != seen:
                        began = monotonic()
                        renew(archive, index)
                        seen, due = now, monotonic() + max(RENEW_SECONDS, SHARE * (monotonic() - began))
            except (ArchiveError, sqlite3.Error) as error:
                sys.stderr.write(f"the index is not up to date: {' '.join(str(error).split())}\n")
            sleep(WITHDRAW_SECONDS)


class _Decisions:
    """The decisions of people that were in force when they were last looked at."""

    def __init__(self) -> None:
        self._seen: dict[str, frozenset[str]] | None = None
        self._before: frozenset[str] = frozenset()

    def news(self, archive: Archive) -> frozenset[str]:
        """Articles that a decision made or withdrawn since is about, and those of the last time once more.

        A judgement is written before its events are grouped anew: the second look finds them grouped. The first time
        there is nothing new, the whole archive being looked through then.
        """
        with archive.reading() as session:
            taken_down = session.scalars(select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None)))
            now = {f"t{article}": frozenset((article,)) for article in taken_down}
            now |= {one.judgement_id: one.articles for one in listed(session) if one.in_force}
        seen, self._seen = self._seen, now
        if seen is None:
            return frozenset()
        fresh = frozenset().union(*({**seen, **now}[name] for name in seen.keys() ^ now.keys()))
        again, self._before = self._before, fresh
        return fresh | again


def _stamp(database_url: str) -> str:
    """Differs when the database was written since; a server is always taken to have been."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return str(monotonic())
    stamps = []
    for name in (url.database, f"{url.database}-wal"):
        try:
            found = Path(name).stat()
            stamps.append((found.st_mtime_ns, found.st_size))
        except FileNotFoundError:
            stamps.append((0, 0))
    return repr(stamps)
