"""Gzip members: a member is whole or it is refused."""

from __future__ import annotations

import gzip

import pytest

from storage.raw import gzip_members
from storage.raw.gzip_members import BrokenMember, beginnings, member_at

ONE, TWO = gzip.compress(b"satu" * 100_000), gzip.compress(b"dua")


def test_members_are_found_one_after_another() -> None:
    data = ONE + TWO
    assert member_at(data, 0) == (b"satu" * 100_000, len(ONE))
    assert member_at(data, len(ONE)) == (b"dua", len(TWO))
    assert {0, len(ONE)} <= set(beginnings(data, 0))


@pytest.mark.parametrize("cut", range(len(TWO)))
def test_a_part_of_a_member_is_refused(cut: int) -> None:
    with pytest.raises(BrokenMember):
        member_at(TWO[:cut], 0)


def test_a_wrong_checksum_or_length_is_refused() -> None:
    for position in range(len(TWO) - 8, len(TWO)):
        data = bytearray(TWO)
        data[position] ^= 1
        with pytest.raises(BrokenMember, match="incorrect"):
            member_at(bytes(data), 0)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_members, "MEMBER_LIMIT", 400_000)
    assert len(member_at(ONE, 0)[0]) == 400_000
    monkeypatch.setattr(gzip_members, "MEMBER_LIMIT", 399_999)
    with pytest.raises(BrokenMember, match="larger"):
        member_at(ONE, 0)
