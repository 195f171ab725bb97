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


def offices(text: str, title: str = "") -> list[int]:
    return [int(number) for number in text_features(text, title).offices]


def test_offices_are_pairs_of_common_names_in_the_order_in_which_they_come_first() -> None:
    commission, president = offices("Komisi Pemilihan hadir."), offices("Joko Widodo hadir.")
    assert len(commission) == len(president) == 1
    assert offices("Komisi Pemilihan dan Joko Widodo serta Komisi Pemilihan.") == commission + president
    assert offices("Joko Widodo hadir.", "Komisi Pemilihan") == commission + president
    assert offices("Komisi, Pemilihan.") == []  # a comma stands between them
    assert offices("Komisi tentang Pemilihan.") == []
    assert offices("Pemilihan Komisi hadir.") != commission
    assert offices("Qwzx Vbnm hadir.") == []  # rare names are no offices


def test_offices_of_texts_that_are_read_together_are_each_its_own() -> None:
    texts = [("", "Komisi Pemilihan"), ("", ""), ("", "Joko Widodo. Komisi Pemilihan."), ("", "Tidak ada.")]
    commission, president = offices("Komisi Pemilihan hadir."), offices("Joko Widodo hadir.")
    assert [found.offices.tolist() for found in all_text_features(texts)] == [
        commission,
        [],
        president + commission,
        [],
    ]


def test_the_first_twenty_four_pairs_of_names_are_read() -> None:
    names = ["Jakarta", "Bandung", "Surabaya", "Semarang", "Medan", "Makassar"]
    pairs = [f"{one} {other}" for one in names for other in names if one != other][:26]
    read = offices(". ".join(f"kata {pair} di" for pair in pairs))
    assert read == [offices(f"kata {pair} di")[0] for pair in pairs[:24]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rapat Umum. Warga datang.", {"umum"}),  # the first word of a sentence says nothing
        ("Ia berkata “Warga Desa” datang.", {"desa"}),
        ("Rapat dipimpin Dr. Eko usai.", {"dr", "eko"}),  # the stop of an abbreviation ends no sentence
        ("Rapat usai. Eko datang.", set()),
        ("Datang pula Kapolres", {"kapolres"}),
    ],
)
def test_a_capital_at_the_beginning_of_a_sentence_says_nothing(text: str, names: set[str]) -> None:
    assert text_features(text).names == names


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # the name goes on until a word that is none, or until the sentence ends
        ("“Aman,” kata Ketua KPU Melani Sukma kepada Wartawan Jakarta.", {"ketua", "kpu", "melani", "sukma"}),
        ("“Aman,” kata Melani. Teguh diam.", {"melani"}),
        ("“Aman,” kata seorang petugas yang tidak mau disebut namanya Melani.", {"melani"}),
        ("“Aman,” kata " + "seorang petugas " * 6 + "Melani.", set()),  # too far behind
        ("Teguh diam. Melani Sukma mengatakan aman.", {"melani", "sukma"}),
        ("Melani " + "yang baru datang " * 3 + "mengatakan aman.", set()),  # too far ahead
    ],
)
def test_the_name_that_belongs_to_a_verb_of_saying(text: str, speakers: set[str]) -> None:
    assert set(text_features(text).speakers) == speakers


@pytest.mark.parametrize("junk", ["1/" * 60_000, "A-" * 60_000, "kata " * 40_000, "“" * 120_000, "1.1,1:1" * 20_000])
def test_hostile_text_takes_linear_time(junk: str) -> None:
    started = time.process_time()
    text_features(junk)
    assert time.process_time() - started < 2.0
