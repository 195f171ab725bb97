"""Turns of writers: one at a time, and nothing where there is no file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from storage.db.turn import turn


def is_held(path: Path) -> bool:
    """Asks for the lock by a descriptor of its own, as another process would."""
    descriptor = os.open(f"{path}-turn", os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def test_the_turn_is_held_until_the_end_of_the_block_whatever_happens_in_it(tmp_path: Path) -> None:
    database = tmp_path / "kliping.db"
    with turn(str(database)):
        assert is_held(database)
    assert not is_held(database)
    with pytest.raises(RuntimeError), turn(str(database)):
        raise RuntimeError
    assert not is_held(database)


@pytest.mark.parametrize("database", [None, "", ":memory:", "file:kliping?mode=memory", "/no/such/folder/kliping.db"])
def test_where_no_file_can_be_there_is_nothing_to_wait_for(database: str | None) -> None:
    with turn(database):
        pass
