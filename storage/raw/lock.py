"""One run at a time in a data folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

from storage.data_folder import RUN_LOCK
from storage.exceptions import ArchiveError


class Locked(ArchiveError):
    """Another run works in the data folder."""


class DataLock:
    """The lock of a data folder, held for the life of a run; a context manager.

    It is the kernel's (``flock``) and ends with the process that holds it, however that ends: a file left behind means
    nothing and need not be removed. What is written in the file is only for people.
    """

    def __init__(self, folder: Path, *, run_id: str | None = None) -> None:
        self._path = folder / RUN_LOCK
        self._run_id = run_id
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Takes the lock, or raises :class:`Locked` at once; :class:`ArchiveError` when the file cannot be made."""
        try:
            # Python keeps it from child programs (PEP 446): a worker that outlives the run must not keep the lock.
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ArchiveError(
                f"cannot open the lock {self._path} ({error.strerror}): check the data folder"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 200).decode(errors="replace").strip()
            os.close(descriptor)
            raise Locked(
                f"another run is at work in {self._path.parent}{f' ({holder})' if holder else ''}: wait for it to end"
            ) from error
        self._descriptor = descriptor
        self.note(self._run_id)
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def note(self, run_id: str | None) -> None:
        """Writes into the file which process, and which run, holds the lock."""
        assert self._descriptor is not None
        text = f"process {os.getpid()}" + (f", run {run_id}" if run_id else "")
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)
