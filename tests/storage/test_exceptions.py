"""A refused write is told by its cause."""

from __future__ import annotations

import errno

import pytest

from storage.exceptions import ArchiveFull, WarcError, of_writing


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_is_an_error_of_its_own(number: int) -> None:
    found = of_writing(OSError(number, "full"), "the file")
    assert isinstance(found, ArchiveFull)
    assert str(found) == "no room to write the file (full): free some space"


def test_any_other_cause_is_named() -> None:
    found = of_writing(OSError(errno.EACCES, "Permission denied"), "the file")
    assert isinstance(found, WarcError)
    assert "cannot write the file (Permission denied)" in str(found)
    assert "(of no number)" in str(of_writing(OSError("of no number"), "the file"))
