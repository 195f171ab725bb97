"""Turns of writers: one at a time, and nothing where there is no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.db.turn import turn
from tests.storage.locks import is_held


def test_the_turn_is_held_until_the_end_of_the_block_whatever_happens_in_it(tmp_path: Path) -> None:
    database, lock = tmp_path / "kliping.db", tmp_path / "kliping.db-turn"
    with turn(str(database)):
        assert is_held(lock)
    assert not is_held(lock)
    with pytest.raises(RuntimeError), turn(str(database)):
        raise RuntimeError
    assert not is_held(lock)


@pytest.mark.parametrize("database", [None, "", ":memory:", "file:kliping?mode=memory", "/no/such/folder/kliping.db"])
def test_where_no_file_can_be_there_is_nothing_to_wait_for(database: str | None) -> None:
    with turn(database):
        pass
