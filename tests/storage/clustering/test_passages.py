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


def test_shared_passages_of_hostile_texts() -> None:
    started = time.process_time()
    assert len(shared_passages("a " * 30_000, "a " * 30_000)) == 1
    assert len(shared_passages("a b " * 9_000, "b a c " * 9_000)) <= 5
    assert time.process_time() - started < 2.0
