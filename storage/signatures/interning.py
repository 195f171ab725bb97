"""Pure: texts → their pieces, what stands between blanks, as numbers.

To make a string of every word and to look each up took half of the time of signing a text, and of the 300 pieces of a
news report all but two dozen were met before: so texts are cut, and pieces recognised, as arrays of bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import Rows

_Hashes = npt.NDArray[np.uint64]

_BLANK = ord(" ")
_SPAN = 8
_KEPT = np.array([(1 << 8 * length) - 1 for length in range(_SPAN + 1)], np.uint64)
"""Of eight bytes those of a piece that ends after so many."""
_MIXED = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, odd (Knuth, *The Art of Computer Programming* 3, 6.4)."""
_HALF = np.uint64(32)
_FIRST_BITS = 12
_EMPTY = np.uint64(0)


class Pieces:
    """Numbers of pieces, counted from 0 as they are first met.

    Pieces are told apart by a hash of 64 bits: among 200,000 the chance that two have one is about 1 in 10^9.
    """

    def __init__(self) -> None:
        self._count = 0
        self._bits = _FIRST_BITS
        self._hashes = np.zeros(1 << self._bits, np.uint64)
        self._numbers = np.zeros(1 << self._bits, np.intp)

    def __len__(self) -> int:
        return self._count

    def numbers_of(self, texts: Sequence[str]) -> tuple[Rows, Rows, str]:
        """The pieces of all texts in order, the text that each is of, and those that were not met before, a line each.
        Blanks are spaces.
        """
        written = [f" {text} ".encode("utf-8", "surrogatepass") for text in texts]
        data = b"".join(written)
        blank = np.frombuffer(data, np.uint8) == _BLANK
        edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        hashes = _hashed(data, starts, ends - starts)
        numbers = self._found(hashes)
        unknown = np.flatnonzero(numbers < 0)
        fresh, first, of = np.unique(hashes[unknown], return_index=True, return_inverse=True)
        numbers[unknown] = of + self._count
        self._add(fresh)
        bounds = np.searchsorted(starts, np.cumsum([len(text) for text in written]))
        text_of = np.repeat(np.arange(len(texts)), np.diff(bounds, prepend=0))
        places = unknown[first]
        spans = zip(starts[places].tolist(), ends[places].tolist(), strict=True)
        lines = b"".join([data[start:end] + b"\n" for start, end in spans])
        return numbers, text_of, lines.decode("utf-8", "surrogatepass")

    def _found(self, hashes: _Hashes) -> Rows:
        """The number of each; -1 where it is unknown."""
        at = self._slots(hashes)
        kept, numbers = self._hashes.take(at), self._numbers.take(at)
        other = np.flatnonzero(kept != hashes)
        numbers[other] = -1
        # an open address (Knuth 6.4, algorithm L): what is not in its slot is in the next ones, or nowhere
        while len(other := other[kept[other] != _EMPTY]):
            at[other] = (at[other] + 1) & (len(self._hashes) - 1)
            kept[other] = self._hashes[at[other]]
            here = kept[other] == hashes[other]
            numbers[other[here]] = self._numbers[at[other[here]]]
            other = other[~here]
        return numbers

    def _add(self, fresh: _Hashes) -> None:
        """Numbers these on; none of them may be known."""
        numbers = np.arange(self._count, self._count + len(fresh))
        self._count += len(fresh)
        if 2 * self._count > len(self._hashes):
            old = np.flatnonzero(self._hashes)
            fresh = np.concatenate((self._hashes[old], fresh))
            numbers = np.concatenate((self._numbers[old], numbers))
            self._bits = (2 * self._count).bit_length()
            self._hashes = np.zeros(1 << self._bits, np.uint64)
            self._numbers = np.zeros(1 << self._bits, np.intp)
        at = self._slots(fresh)
        while len(fresh):
            free = self._hashes[at] == _EMPTY
            self._hashes[at[free]] = fresh[free]
            placed = self._hashes[at] == fresh
            self._numbers[at[placed]] = numbers[placed]
            fresh, numbers, at = fresh[~placed], numbers[~placed], (at[~placed] + 1) & (len(self._hashes) - 1)

    def _slots(self, hashes: _Hashes) -> Rows:
        return (hashes >> np.uint64(64 - self._bits)).astype(np.intp)


def _hashed(data: bytes, starts: Rows, lengths: Rows) -> _Hashes:
    """Hashes of pieces, none of which is 0; eight bytes of all of them at once."""
    padded = np.frombuffer(data + bytes(_SPAN), np.uint8)
    spans = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,)).astype(np.uint64)
    hashes = ((spans[starts] & _KEPT[np.minimum(lengths, _SPAN)]) ^ (lengths.astype(np.uint64) * _MIXED)) * _MIXED
    hashes ^= hashes >> _HALF
    longer = np.flatnonzero(lengths > _SPAN)
    done = _SPAN
    while len(longer):
        rest = np.minimum(lengths[longer] - done, _SPAN)
        mixed = (hashes[longer] ^ (spans[starts[longer] + done] & _KEPT[rest])) * _MIXED
        hashes[longer] = mixed ^ (mixed >> _HALF)
        done += _SPAN
        longer = longer[lengths[longer] > done]
    return hashes * _MIXED | np.uint64(1)
