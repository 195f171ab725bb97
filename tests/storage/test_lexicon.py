from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from storage import lexicon as module
from storage.lexicon import CAPITAL, FIGURE, GOVERNS, MARK, PRONOUN, VERB_BEFORE, VERB_BEHIND, WORD, Lexicon, lexicon
from storage.vocabulary import hashed, rarity


@pytest.mark.parametrize(
    ("token", "word", "roles"),
    [
        ("Kota", "kota", WORD | CAPITAL | GOVERNS),
        ("kata", "kata", WORD | VERB_BEFORE),
        ("menegaskan", "menegaskan", WORD | VERB_BEHIND),
        ("dia", "dia", WORD | PRONOUN),
        ("Orang-orang", "orang", WORD | CAPITAL),
        ("1.108", "1.108", WORD | FIGURE),
        ("2024", "2024", WORD),
        (".", "", MARK),
    ],
)
def test_what_is_known_of_a_token(token: str, word: str, roles: int) -> None:
    known = Lexicon()
    rows = np.array(known.rows_of([token]), np.intp)
    assert known.words[known.words_of(rows)[0]] == word
    assert (
        known.roles_of(rows)[0] & (WORD | CAPITAL | GOVERNS | VERB_BEFORE | VERB_BEHIND | PRONOUN | FIGURE | MARK)
        == roles
    )
    assert known.hashes_of(rows)[0] == hashed(word)
    assert known.rarities_of(rows)[0] == rarity(word)


def test_one_word_however_it_is_written() -> None:
    known = Lexicon()
    rows = np.array(known.rows_of(["warga", "Warga-warga", "WARGA", "gudang"]), np.intp)
    numbers = known.words_of(rows).tolist()
    assert len(set(numbers[:3])) == 1 != len(set(numbers))


def test_threads_share_a_lexicon() -> None:
    known = Lexicon()
    words = [f"kata{letter}{other}" for letter in "abcdefghij" for other in "abcdefghijklmnopqrst"]

    def read(start: int) -> list[str]:
        rows = np.array(known.rows_of(words[start:] + words[:start]), np.intp)
        return sorted(known.words[number] for number in known.words_of(rows).tolist())

    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(read, range(0, 200, 2)):
            assert found == sorted(words)
    assert len(known) == len(known.words) - 1 == len(words)


def test_what_was_looked_up_in_a_full_lexicon_stays_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IN_USE", [])
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    first = lexicon()
    rows = np.array(first.rows_of(["apel", "gudang"]), np.intp)
    second = lexicon()
    assert second is not first
    second.rows_of(["segel"])
    assert [first.words[number] for number in first.words_of(rows).tolist()] == ["apel", "gudang"]
    assert lexicon() is second
