from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from storage.signatures import interning as module
from storage.signatures.interning import Pieces

PARTS = ("a", "b", "é", "日", "kata", "pemilihan", "panjang" * 5, "x" * 200, ".", ",", "\t", "\ud800", "\0", "")


def texts(chance: random.Random) -> list[str]:
    """Some texts of pieces of any kind, with one blank or more between them."""
    words = ["".join(chance.choices(PARTS, k=chance.randrange(5))) for _ in range(chance.randrange(60))]
    cuts = sorted(chance.randrange(len(words) + 1) for _ in range(chance.randrange(4)))
    return [" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]


def test_pieces_are_what_stands_between_blanks() -> None:
    chance, met = random.Random(5), Pieces()
    known: dict[str, int] = {}
    for _ in range(400):
        given = texts(chance)
        numbers, text_of, fresh = met.numbers_of(given)
        for piece in fresh.split("\n")[:-1]:
            assert piece not in known
            known[piece] = len(known)
        expected = [(known[piece], at) for at, text in enumerate(given) for piece in text.split(" ") if piece]
        assert list(zip(numbers.tolist(), text_of.tolist(), strict=True)) == expected
    assert len(met) == len(known) > 2_000


def test_pieces_that_begin_alike_are_told_apart() -> None:
    """Eight bytes are looked at together: whatever stands behind them, or does not, counts."""
    pieces = [f"{'a' * length}{end}" for length in range(40) for end in ("", "b", "bb", "ba")][1:]
    numbers, _, _ = Pieces().numbers_of([" ".join(dict.fromkeys(pieces))])
    assert len(set(numbers.tolist())) == len(numbers) == len(set(pieces))


def test_pieces_of_one_place_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever hashes begin alike, the next place is taken, and found again, also when the table grows."""
    hashed = module._hashed
    monkeypatch.setattr(module, "_hashed", lambda *given: hashed(*given) >> np.uint64(30))
    met = Pieces()
    words = [f"kata{at}" for at in range(3_000)]
    first, _, _ = met.numbers_of([" ".join(words[:100])])
    all_of_them, _, _ = met.numbers_of([" ".join(words)])
    assert sorted(all_of_them.tolist()) == list(range(3_000))
    assert all_of_them[:100].tolist() == first.tolist()
    again, _, fresh = met.numbers_of(words)
    assert again.tolist() == all_of_them.tolist()
    assert not fresh


@pytest.mark.parametrize("given", [[], [""], ["", "  ", ""]])
def test_no_pieces(given: list[str]) -> None:
    numbers, text_of, fresh = Pieces().numbers_of(given)
    assert numbers.tolist() == text_of.tolist() == []
    assert not fresh
