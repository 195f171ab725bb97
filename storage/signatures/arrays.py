"""Pure: numbers of several texts in one array, cut into the parts that belong to each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]
_Cut = TypeVar(
    "_Cut",
    list[int],
    list[float],
    list[tuple[int, float]],
    list[tuple[int, float, int]],
    list[bool],
    list[str],
    bytes,
    npt.NDArray[Any],
)


def by_part(rows: _Cut, part_of: Rows, parts: int) -> list[_Cut]:
    """The rows of each part, which come in order of their parts."""
    return cut(rows, np.searchsorted(part_of, np.arange(parts + 1)).tolist())


def cut(rows: _Cut, ends: list[int]) -> list[_Cut]:
    """Slices between each of these places and the next."""
    return [rows[start:end] for start, end in pairwise(ends)]


def joined(parts: Sequence[Rows]) -> tuple[Rows, Rows]:
    """All parts behind one another, and of each row the number of its part."""
    return np.concatenate(parts), np.repeat(np.arange(len(parts)), list(map(len, parts)))
