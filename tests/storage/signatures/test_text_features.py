from __future__ import annotations

import time

import pytest

from storage.signatures.text_features import all_text_features, text_features


def test_words_are_folded() -> None:
    assert text_features("Warga-warga PDI-P, 1.108 orang.").words == ["warga", "pdip", "1.108", "orang"]


def test_a_capital_inside_a_sentence_is_a_name() -> None:
    found = text_features("Kemarin Sekda Ninik datang. Rapat dipimpin Dr. Eko di kantor.")
    assert found.names == {"sekda", "ninik", "dr", "eko"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Kami siap,” kata Kapolres Tirtasari, Ranu Wicaksana di lapangan.", "wicaksana"),
        ("Melani Sukma menegaskan kotak suara aman.", "sukma"),
        ("Menurut Teguh, segel utuh.", "teguh"),
    ],
)
def test_who_speaks(text: str, speaker: str) -> None:
    assert speaker in text_features(text).speakers


def test_a_pronoun_is_no_speaker() -> None:
    assert not text_features("“Kami siap,” kata dia di Lapangan Merdeka.").speakers


def test_printed_signs_and_foreign_letters_change_nothing_else() -> None:
    plain = '"Kami siap," kata Kapolres Tirtasari, Ranu - Jum at (22/11). Polres Seluma 364 orang.'
    printed = plain.replace(' "', " ”").replace('"', "“").replace(" - ", " – ").replace("Jum at", "Jum‘at")
    same, other = text_features(plain), text_features(printed)
    for said in ("words", "names", "speakers", "numbers", "localities"):
        assert getattr(other, said) == getattr(same, said)
    foreign = text_features(f"{printed} Gedung René.")
    assert foreign.speakers == text_features(plain).speakers
    assert foreign.words == [*text_features(plain).words, "gedung", "rené"]


def test_a_single_letter_belongs_to_the_name_of_a_speaker() -> None:
    assert text_features("“Aman,” kata M Taufik kemarin.").speakers == {"m": 1, "taufik": 1}
    assert text_features("H Sukma mengatakan aman.").speakers == {"sukma": 1, "h": 1}


def test_read_together_as_read_alone() -> None:
    texts = [
        ("Polres Siaga", "Kata M"),
        ("", ""),
        ("364 Personel", "Taufik. Wali Kota"),
        ("Tirtasari,", "kata Ninik Ira."),
    ]
    for (title, text), together in zip(texts, all_text_features(texts), strict=True):
        alone = text_features(text, title)
        for said in ("words", "names", "speakers", "numbers", "localities"):
            assert getattr(together, said) == getattr(alone, said)
        assert together.heading.tolist() == alone.heading.tolist()
    assert text_features("Taufik. Wali Kota", "364 Personel").numbers == {"364"}
    assert all_text_features([]) == []


def test_figures_are_neither_dates_nor_years() -> None:
    assert text_features(
        "Sebanyak 364 personel dan 1,5 ton logistik, Rabu (20/11/2024), 3 regu pada 2019."
    ).numbers == {
        "364",
        "1,5",
    }


def test_localities() -> None:
    found = text_features(
        "Wali Kota Tirtasari dan Polres Tirtasari. Bupati Banyusoka diundang. Kota itu ramai."
    ).localities
    assert found == {("tirtasari", "kota"): 1, ("tirtasari", ""): 1, ("banyusoka", "kabupaten"): 1}


@pytest.mark.parametrize("junk", ["1/" * 60_000, "A-" * 60_000, "kata " * 40_000, "“" * 120_000, "1.1,1:1" * 20_000])
def test_hostile_text_takes_linear_time(junk: str) -> None:
    started = time.process_time()
    text_features(junk)
    assert time.process_time() - started < 2.0
