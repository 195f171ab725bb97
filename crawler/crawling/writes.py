"""Writes of a crawl, made one after another by a thread of their own, and tried again while the archive is held.

Scrapy logs what a signal handler raises and goes on: a fate that met a lock there was lost, and the outlet "completed".
Whoever needs the outcome of a write awaits it; pages then pile up before the archive until Scrapy asks for no more,
and the reactor is free all the while. A write that cannot be made in time is told of when its outlet ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import TypeVar

from crawler.exceptions import line_of
from storage.exceptions import ArchiveAway, ArchiveBusy

PATIENCE_SECONDS = 600.0
"""Longest time for which a write is tried again. A backup or a restart of the server takes minutes at most."""

AGAIN_SECONDS = 60.0
"""Time between tries once a write was given up: thousands may wait behind it, each for as long."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds between tries: doubled from the first to the longest."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Writes:
    """Queue of one process's writes, in the order in which they were put."""

    def __init__(self) -> None:
        self._lost: dict[str | None, str] = {}
        self._hurry = Event()
        self._given_up: tuple[float, Exception] | None = None
        # its thread begins with the first write
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writes")

    def put(self, outlet: str | None, write: Callable[[], T]) -> Future[T]:
        """Puts a write of this outlet into the queue, ``None`` for one of the whole run; gives its outcome to be."""
        return self._thread.submit(self._make, outlet, write)

    def put_unless_lost(self, outlet: str, write: Callable[[], None]) -> None:
        """Puts a write that is only true if all of the outlet's before it were made."""
        self.put(outlet, lambda: None if self.lost(outlet) else write())

    async def make(self, outlet: str | None, write: Callable[[], T]) -> T:
        """Makes a write when its turn comes; gives its outcome. Raises what it raised at last."""
        return await asyncio.wrap_future(self.put(outlet, write))

    async def done(self) -> None:
        """Waits until everything that was put was made or given up."""
        await asyncio.wrap_future(self._thread.submit(lambda: None))

    def wait(self) -> None:
        """Waits as ``done`` does, and holds up the thread of the caller."""
        self._thread.submit(lambda: None).result()

    def lost(self, outlet: str | None) -> str | None:
        """Reason for which the first lost write of the outlet, or of the whole run, was not made; ``None`` for none."""
        return self._lost.get(outlet) or self._lost.get(None)

    @property
    def has_lost(self) -> bool:
        """True once any write was given up."""
        return bool(self._lost)

    def hurry(self) -> None:
        """Gives up what cannot be written at the next try: the process was told to stop."""
        self._hurry.set()

    def close(self) -> None:
        """Makes what was put, and ends the thread."""
        self._thread.shutdown()

    def _make(self, outlet: str | None, write: Callable[[], T]) -> T:
        try:
            return self._tried(write)
        except Exception as error:
            self._lost.setdefault(outlet, line_of(error, None))
            raise

    def _tried(self, write: Callable[[], T]) -> T:
        if self._given_up and monotonic() < self._given_up[0]:
            raise self._given_up[1]
        deadline, pause = monotonic() + (0.0 if self._given_up else PATIENCE_SECONDS), _FIRST_PAUSE
        while True:
            try:
                outcome = write()
            except (ArchiveBusy, ArchiveAway) as error:
                if monotonic() >= deadline or self._hurry.is_set():
                    self._given_up = monotonic() + AGAIN_SECONDS, error
                    raise
                if pause == _FIRST_PAUSE:
                    _log.warning("waiting to write: %s", error)
                self._hurry.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._given_up = None
                return outcome
