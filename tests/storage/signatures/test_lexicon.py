from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.signatures import lexicon as module
from storage.signatures.idf import hashed, mention, rarity
from storage.signatures.lexicon import (
    CAPITAL,
    FIGURE,
    GOVERNS,
    MARK,
    PRONOUN,
    VERB_BEFORE,
    VERB_BEHIND,
    WORD,
    Lexicon,
    lexicon,
)


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
    rows, _ = known.rows_of([token])
    assert known.spelled(rows)[0] == word
    assert (
        known.roles_of(rows)[0] & (WORD | CAPITAL | GOVERNS | VERB_BEFORE | VERB_BEHIND | PRONOUN | FIGURE | MARK)
        == roles
    )
    assert known.hashes_of(rows)[0] == hashed(word)
    assert known.rarities_of(rows)[0] == rarity(word)


def test_one_word_however_it_is_written() -> None:
    known = Lexicon()
    rows, _ = known.rows_of(["warga Warga-warga, WARGA", "gudang"])
    assert known.spelled(rows) == ["warga", "warga", "", "warga", "", "gudang", ""]
    assert len(set(known.words_of(rows).tolist())) == 3


def test_of_each_token_the_text_that_it_is_of() -> None:
    _, text_of = Lexicon().rows_of(["Apel siaga,", "", "segel\nutuh"])
    assert text_of.tolist() == [0, 0, 0, 0, 1, 2, 2, 2, 2]


def test_no_text_at_all() -> None:
    rows, text_of = Lexicon().rows_of([])
    assert rows.tolist() == text_of.tolist() == []


def test_how_a_word_sounds() -> None:
    known = Lexicon()
    rows, _ = known.rows_of(["Soetjipto datang", "Sucipto", "Soetjipto pergi"])
    spelled = known.spelled(rows)
    assert known.mentions_of(rows).tolist() == [mention(word) for word in spelled]
    assert known.mentions_of(rows[:1]) == known.mentions_of(rows[3:4]) == mention("sucipto")


def test_threads_share_a_lexicon() -> None:
    known = Lexicon()
    words = [f"kata{letter}{other}" for letter in "abcdefghij" for other in "abcdefghijklmnopqrst"]

    def read(start: int) -> list[str]:
        rows, _ = known.rows_of(words[start:] + words[:start])
        return sorted(filter(None, known.spelled(rows)))

    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(read, range(0, 200, 2)):
            assert found == sorted(words)
    assert len(known) == len(known.words) == len(words) + 1


def test_what_was_looked_up_in_a_full_lexicon_stays_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IN_USE", [])
    monkeypatch.setattr(module, "_REMEMBERED", 3)
    first = lexicon()
    rows, _ = first.rows_of(["apel gudang"])
    second = lexicon()
    assert second is not first
    second.rows_of(["segel"])
    assert first.spelled(rows) == ["apel", "gudang", ""]
    assert lexicon() is second
