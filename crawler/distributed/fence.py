"""A child process has its host to itself, and does not outlive the worker that began it.

The queue gives a network to one worker at a time. Yet a worker may be taken for dead that was only asleep, or cut off:
its child would go on asking while another begins. So a child holds a lock of the database server as long as it asks,
and ends at once, without a farewell, when that connection or its worker is gone. What it had archived is safe.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from crawler.distributed.queue import TRY_LOCK, number
from storage.raw.lock import Locked

_BEAT_SECONDS = 5.0
_CONNECT: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


@contextmanager
def fenced(address: str, name: str, *, wait: float = 20.0) -> Iterator[None]:
    """Holds the lock of this name; raises :class:`Locked` when another process has it after ``wait`` seconds.

    Standard input must be a pipe from the worker. When it ends, or the lock is lost, so does this process group.
    """
    try:
        connection = psycopg.connect(address, **_CONNECT)
    except psycopg.OperationalError as error:
        raise Locked(f"the lock of {name} cannot be asked for ({' '.join(str(error).split())})") from error
    with connection:
        deadline = time.monotonic() + wait
        while not _taken(connection, name):
            if time.monotonic() > deadline:
                raise Locked(f"{name} is held by another worker")
            time.sleep(0.5)
        over = threading.Event()
        guard = threading.Thread(target=_watch, args=(connection, over), name="fence", daemon=True)
        guard.start()
        try:
            yield
        finally:
            over.set()
            guard.join()


def _taken(connection: psycopg.Connection[Any], name: str) -> bool:
    row = connection.execute(TRY_LOCK.encode(), (number(name),)).fetchone()
    return row is not None and bool(row[0])


def _watch(connection: psycopg.Connection[Any], over: threading.Event) -> None:
    asked = time.monotonic()
    while not over.is_set():
        readable, _, _ = select.select([connection, sys.stdin], [], [], 0.2)
        try:
            if sys.stdin in readable and not os.read(sys.stdin.fileno(), 1024):
                _end("its worker is gone")
            if connection in readable or time.monotonic() - asked > _BEAT_SECONDS:
                connection.execute("SELECT 1")
                asked = time.monotonic()
        except psycopg.Error:
            _end("the database let go of its lock")


def _end(why: str) -> None:
    sys.stderr.write(f"ended at once: {why}\n")
    sys.stderr.flush()
    os.killpg(os.getpgrp(), signal.SIGKILL)
