"""The lock of the record files, held for the moment in which a decision of a person is written.

It is not the lock of the run: a person's decision never waits for a machine.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.data_folder import RECORDS_LOCK
from storage.exceptions import ArchiveError


@contextmanager
def records_lock(folder: Path) -> Iterator[None]:
    """Holds the record files of this data folder; waits while another process has them.

    It is the kernel's and ends with the process. Raises ``ArchiveError`` when the lock file cannot be made.
    """
    path = folder / RECORDS_LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveError(f"cannot open the lock {path} ({error.strerror}): check the data folder") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
