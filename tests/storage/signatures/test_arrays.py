"""Rows of several texts in one array, and cut again."""

from __future__ import annotations

import numpy as np

from storage.signatures.arrays import by_part, cut, joined


def test_what_is_joined_is_cut_again() -> None:
    parts = [np.array(part, np.intp) for part in ([3, 1], [], [2])]
    rows, part_of = joined(parts)
    assert rows.tolist() == [3, 1, 2]
    assert part_of.tolist() == [0, 0, 2]
    assert [part.tolist() for part in by_part(rows, part_of, 3)] == [[3, 1], [], [2]]
    assert by_part(["c", "a", "b"], part_of, 4) == [["c", "a"], [], ["b"], []]


def test_slices_lie_between_the_ends() -> None:
    assert cut(b"abcd", [0, 1, 1, 4]) == [b"a", b"", b"bcd"]
