"""The lock of the record files: held for a moment, waited for, and gone with its process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from storage.data_folder import RECORDS_LOCK
from storage.exceptions import ArchiveError
from storage.records.lock import records_lock


def is_held(folder: Path) -> bool:
    descriptor = os.open(folder / RECORDS_LOCK, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def test_it_is_held_until_the_end_whatever_happens(tmp_path: Path) -> None:
    with records_lock(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)
    with pytest.raises(RuntimeError), records_lock(tmp_path):
        raise RuntimeError
    assert not is_held(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ArchiveError, match=r"No such file or directory.*check the data folder"),
        records_lock(tmp_path / "tidak_ada"),
    ):
        pass
