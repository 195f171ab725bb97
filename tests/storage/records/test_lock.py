"""The lock of the record files: held for a moment, waited for, and gone with its process."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.data_folder import RECORDS_LOCK
from storage.exceptions import ArchiveError
from storage.records.lock import records_lock
from tests.storage.locks import is_held


def test_it_is_held_until_the_end_whatever_happens(tmp_path: Path) -> None:
    with records_lock(tmp_path):
        assert is_held(tmp_path / RECORDS_LOCK)
    assert not is_held(tmp_path / RECORDS_LOCK)
    with pytest.raises(RuntimeError), records_lock(tmp_path):
        raise RuntimeError
    assert not is_held(tmp_path / RECORDS_LOCK)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ArchiveError, match=r"No such file or directory.*check the data folder"),
        records_lock(tmp_path / "tidak_ada"),
    ):
        pass
