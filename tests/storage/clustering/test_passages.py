from __future__ import annotations

import time

from storage.clustering.passages import shared_passages


def test_shared_passages_are_shown_as_printed() -> None:
    text = (
        "Kapolres hadir. “Anggota membawa bekal tiga hari,\njadi jangan menumpang makan,” katanya. "
        "Surat suara diangkut kuda."
    )
    other = "KATANYA anggota membawa bekal tiga hari jadi jangan menumpang makan di sana, lalu surat suara tiba."
    assert shared_passages(text, other) == ["Anggota membawa bekal tiga hari, jadi jangan menumpang makan"]
    assert shared_passages(text, other, words=2) == [
        "Anggota membawa bekal tiga hari, jadi jangan menumpang makan",
        "Surat suara",
    ]
    assert shared_passages(text, "") == []


def test_the_longest_come_first_and_no_more_than_five() -> None:
    runs = [
        " ".join(f"{letter}{number}" for number in range(length))
        for letter, length in zip("abcdefg", (6, 8, 7, 6, 5, 6, 9), strict=True)
    ]
    text, other = " | ".join(runs), " ; di ; ".join(reversed(runs))
    a, b, c, d, _, f, g = runs
    assert shared_passages(text, other) == [g, b, c, a, d]
    assert shared_passages(text, other, most=6) == [g, b, c, a, d, f]
    assert shared_passages(other, text, most=6) == [g, b, c, f, d, a]


def test_a_passage_may_begin_and_end_both_texts() -> None:
    passage = "satu dua tiga empat lima enam tujuh"
    assert shared_passages(passage, passage) == [passage]
    assert shared_passages(f"nol {passage}", f"{passage} delapan") == [passage]
    assert shared_passages(f"{passage} nol", f"delapan {passage}") == [passage]
    assert shared_passages("satu dua tiga empat lima", "satu dua tiga empat lima") == []


def test_shared_passages_of_hostile_texts() -> None:
    started = time.process_time()
    assert len(shared_passages("a " * 30_000, "a " * 30_000)) == 1
    assert len(shared_passages("a b " * 9_000, "b a c " * 9_000)) <= 5
    assert time.process_time() - started < 2.0
