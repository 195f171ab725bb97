from __future__ import annotations

import time
from datetime import date

import pytest

from storage.reading import day_told, occasion, read, shared_passages

WEDNESDAY = date(2024, 11, 27)


def test_words_are_folded() -> None:
    assert read("Warga-warga PDI-P, 1.108 orang.").words == ["warga", "pdip", "1.108", "orang"]


def test_a_capital_inside_a_sentence_is_a_name() -> None:
    found = read("Kemarin Sekda Ninik datang. Rapat dipimpin Dr. Eko di kantor.")
    assert found.names == {"sekda", "ninik", "dr", "eko"}
    assert {"kemarin", "rapat"} <= found.capitals


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Kami siap,” kata Kapolres Tirtasari, Ranu Wicaksana di lapangan.", "wicaksana"),
        ("Melani Sukma menegaskan kotak suara aman.", "sukma"),
        ("Menurut Teguh, segel utuh.", "teguh"),
    ],
)
def test_who_speaks(text: str, speaker: str) -> None:
    assert speaker in read(text).speakers


def test_a_pronoun_is_no_speaker() -> None:
    assert not read("“Kami siap,” kata dia di Lapangan Merdeka.").speakers


def test_printed_signs_and_foreign_letters_change_nothing_else() -> None:
    plain = '"Kami siap," kata Kapolres Tirtasari, Ranu - Jum at (22/11). Polres Seluma 364 orang.'
    printed = plain.replace(' "', " ”").replace('"', "“").replace(" - ", " – ").replace("Jum at", "Jum‘at")
    assert read(printed) == read(plain)
    foreign = read(f"{printed} Gedung René.")
    assert foreign.speakers == read(plain).speakers
    assert foreign.words == [*read(plain).words, "gedung", "rené"]


def test_a_single_letter_belongs_to_the_name_of_a_speaker() -> None:
    assert read("“Aman,” kata M Taufik kemarin.").speakers == {"m": 1, "taufik": 1}
    assert read("H Sukma mengatakan aman.").speakers == {"sukma": 1, "h": 1}


def test_figures_are_neither_dates_nor_years() -> None:
    assert read("Sebanyak 364 personel dan 1,5 ton logistik, Rabu (20/11/2024), 3 regu pada 2019.").numbers == {
        "364",
        "1,5",
    }


def test_localities() -> None:
    found = read("Wali Kota Tirtasari dan Polres Tirtasari. Bupati Banyusoka diundang. Kota itu ramai.").localities
    assert found == {("tirtasari", "kota"): 1, ("tirtasari", ""): 1, ("banyusoka", "kabupaten"): 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Apel digelar Senin (25/11/2024) pagi.", (date(2024, 11, 25), True)),
        ("Apel digelar Senin (25/11) pagi.", (date(2024, 11, 25), True)),
        ("Apel digelar pada 25 November 2024.", (date(2024, 11, 25), True)),
        ("APEL DIGELAR 25 NOVEMBER 2024.", (date(2024, 11, 25), True)),
        ("Apel digelar 25 De\u017fember dan 25 APR\u0130L.", (None, False)),
        ("Pencoblosan berlangsung 30 November 2024, kata Ranu, Senin.", (date(2024, 11, 25), False)),
        ("Sejak 12 Januari 1998 belum pernah.", (None, False)),
        ("Tanggal (31/02/2024) tidak ada.", (None, False)),
        ("Tidak ada hari.", (None, False)),
    ],
)
def test_the_day_told(text: str, told: tuple[date | None, bool]) -> None:
    assert day_told(text, WEDNESDAY) == told


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("Ia hadir. Melani di Aula Merdeka, Sapit, Rabu (27/11/2024), usai.", {"melani", "aula", "merdeka", "sapit"}),
        ("“Kami siap,” kata Ranu di Polres Tirtasari, Rabu (27/11).", {"ranu", "polres", "tirtasari"}),
        ("Di Tirtasari Rabu pekan ini.", set()),
        ("27 November 2024 di Tirtasari", set()),
    ],
)
def test_the_occasion(text: str, scene: set[str]) -> None:
    told, _, found = occasion(text, WEDNESDAY)
    assert told == WEDNESDAY
    assert found == scene


def test_a_day_and_month_of_last_year() -> None:
    assert day_told("Selasa (31/12)", date(2025, 1, 2)) == (date(2024, 12, 31), True)


@pytest.mark.parametrize("junk", ["1/" * 60_000, "A-" * 60_000, "kata " * 40_000, "“" * 120_000, "1.1,1:1" * 20_000])
def test_hostile_text_takes_linear_time(junk: str) -> None:
    started = time.process_time()
    read(junk)
    day_told(junk, WEDNESDAY)
    assert time.process_time() - started < 2.0


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
