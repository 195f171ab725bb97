"""Turns of the writers of one SQLite file, so that each gets one.

SQLite has no queue: a writer that finds the file locked sleeps and tries again. Grouping writes in transactions of
seconds with microseconds between them, and who sleeps misses every gap. Whoever waits therefore holds this lock, and
whoever wants to write next waits for the lock first.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

_SUFFIX = "-turn"
"""Added to the name of the database; the file is empty."""


@contextmanager
def turn(database: str | None) -> Iterator[None]:
    """Waits until nobody else waits to write this file, and keeps others waiting until the end of the block.

    Does nothing for a database in memory, or where the file cannot be made: SQLite then says what is wrong.
    """
    if not database or database == ":memory:" or database.startswith("file:"):
        yield
        return
    try:
        descriptor = os.open(f"{database}{_SUFFIX}", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
