"""Datelines, initials and credit lines."""

from __future__ import annotations

import time

import pytest

from crawler.extraction.bylines import (
    Credits,
    credits_in,
    people,
    split_dateline,
    split_signature,
    unlabelled_author,
)

NAMES = ("Harian Kita", "harian_kita", "hariankita.co", "bengkulu.kantorkita.com")


@pytest.mark.parametrize(
    ("paragraph", "place", "rest"),
    [
        ("PROBOLINGGO, HARIANKITA.CO – Petugas bersiaga.", "PROBOLINGGO", "Petugas bersiaga."),
        ("PROBOLINGGO, HARIANKITA.COPetugas bersiaga.", "PROBOLINGGO", "Petugas bersiaga."),
        ("PROBOLINGGO, HARIANKITA.CO Petugas bersiaga.", "PROBOLINGGO", "Petugas bersiaga."),
        ("PROBOLINGGO, HARIANKITA.CO", "PROBOLINGGO", ""),
        ("PANGKALPINANG,HARIANKITA – Petugas bersiaga.", "PANGKALPINANG", "Petugas bersiaga."),
        ("Kota Probolinggo (ANTARA) - Petugas bersiaga.", "Kota Probolinggo", "Petugas bersiaga."),
        ("Jakarta, 5/11 (ANTARA) - Petugas bersiaga.", "Jakarta", "Petugas bersiaga."),
        ("BENGKULU (ANTARA) - Petugas bersiaga.", "BENGKULU", "Petugas bersiaga."),
        ("SURABAYA (hariankita.co) – Petugas bersiaga.", "SURABAYA", "Petugas bersiaga."),
        ("KANIGARAN - Petugas bersiaga.", "KANIGARAN", "Petugas bersiaga."),
        ("KANIGARAN -\nPetugas bersiaga.", "KANIGARAN", "Petugas bersiaga."),
        ("KANIGARAN -", "KANIGARAN", ""),
        ("Kanigaran - Petugas bersiaga.", "Kanigaran", "Petugas bersiaga."),
        ("KBRN, Jakarta: Petugas bersiaga.", "Jakarta", "Petugas bersiaga."),
        ("JAKARTA, CONTOH.com - “Siap,” kata petugas.", "JAKARTA", "“Siap,” kata petugas."),
        ("CONTOH.CO.ID, JAKARTA -- Petugas bersiaga.", "JAKARTA", "Petugas bersiaga."),
        ("Contoh6.com, Jakarta - Petugas bersiaga.", "Jakarta", "Petugas bersiaga."),
        ("Contoh.com - Petugas bersiaga.", None, "Petugas bersiaga."),
    ],
)
def test_dateline(paragraph: str, place: str | None, rest: str) -> None:
    assert split_dateline(paragraph, NAMES) == (place, rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Petugas bersiaga – katanya – sejak pagi.",
        "KPU – Bawaslu menggelar rapat.",
        "Senin (4/11/2024) - Petugas bersiaga.",
        "Calon A–Calon B bertemu.",
        "Rapat dipimpin ketua - dan ditutup dengan doa.",
        "Pilkada 2024 - Petugas bersiaga.",
        "Petugas, panitia (dan warga) - semua hadir.",
        "",
    ],
)
def test_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph, NAMES) == (None, paragraph)


@pytest.mark.parametrize(
    ("paragraph", "text", "signers"),
    [
        ("“Siap,” tuturnya. (reb)", "“Siap,” tuturnya.", ("reb",)),
        ("Selesai. (Yuko)", "Selesai.", ("Yuko",)),
        ("Selesai.(dp/pin)", "Selesai.", ("dp/pin",)),
        ("Selesai. (M. Arif/Red)", "Selesai.", ("M. Arif/Red",)),
        ("Selesai. (rls/ndi) ***", "Selesai.", ("rls/ndi",)),
        ("Suasana terjaga (yuko)", "Suasana terjaga", ("yuko",)),
        ("Selesai. (*)", "Selesai.", ()),
        ("Selesai. (Harian Kita)", "Selesai.", ()),
        ("Selesai. (bersambung)", "Selesai.", ()),
        ("(reb)", "", ("reb",)),
    ],
)
def test_signature(paragraph: str, text: str, signers: tuple[str, ...]) -> None:
    assert split_signature(paragraph, last=True, outlet_names=NAMES) == (text, signers, True)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Aparatur Sipil Negara (ASN).",
        "tempat pemungutan suara (TPS)",
        "Selesai. (27/11)",
        "Selesai. (Foto: Ist)",
        "Selesai.",
    ],
)
def test_no_signature(paragraph: str) -> None:
    assert split_signature(paragraph, last=True, outlet_names=NAMES) == (paragraph, (), False)


def test_initials_without_an_end_of_sentence_sign_only_the_last_paragraph() -> None:
    assert split_signature("Suasana terjaga (yuko)", last=False)[2] is False


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("Pewarta: Ratna Sari", Credits(authors=("Ratna Sari",))),
        ("Reporter : RATNA SARI Editor : Joko Lelono", Credits(("RATNA SARI",), ("Joko Lelono",))),
        ("Penulis: Budi, S.H., M.Si dan Ani Wijaya", Credits(("Budi, S.H., M.Si", "Ani Wijaya"))),
        ("Penulis/Editor: Ratna Sari", Credits(("Ratna Sari",), ("Ratna Sari",))),
        ("Editor: admin | Publisher: Joko", Credits()),
        ("COPYRIGHT © HARIAN KITA 2024", Credits()),
        ("Editor: Harian Kita", Credits()),
        ("Ketua panitia meminta editor: jangan menunda.", None),
        ("Laporan: petugas menerima sepuluh pengaduan dari warga yang tinggal di sepanjang bantaran sungai", None),
        ("Oleh karena itu petugas bersiaga.", None),
    ],
)
def test_credit_line(line: str, credits: Credits | None) -> None:
    assert credits_in(line, NAMES) == credits


def test_author_without_a_colon() -> None:
    assert unlabelled_author("Oleh Ratna Sari") == "Ratna Sari"
    assert unlabelled_author("Laporan Wartawan Harian Kita, Ratna Sari") == "Ratna Sari"
    assert unlabelled_author("Oleh karena itu") is None
    assert unlabelled_author("Ditulis oleh Ratna Sari") == "Ratna Sari"
    assert unlabelled_author("Ditulis oleh Administrator") == ""


def test_accounts_are_no_people() -> None:
    names = [
        "admin",
        "Redaksi",
        "Redaksi Harian",
        "Tim Redaksi",
        "HARIAN KITA",
        "hariankita.co",
        "x@y.id",
        "123",
        "-",
        "",
    ]
    assert people(names, NAMES) == ()
    assert people(["Oleh Ratna Sari dan Joko Lelono", "RATNA SARI"], NAMES) == ("Ratna Sari", "Joko Lelono")
    assert people(["Reporter : Ratna Sari | Jumat, 19 Juni 2015 03:40"], NAMES) == ("Ratna Sari",)
    assert people(["Penulis: Ratna Sari | Selasa, 26 November 2024, 19:05 WIB"], NAMES) == ("Ratna Sari",)


@pytest.mark.parametrize("text", ["(" * 10**6, "( a" * 300_000, " - " * 300_000, "A, " * 300_000, "Editor: " * 100_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    split_dateline(text, NAMES)
    split_signature(text, last=True, outlet_names=NAMES)
    credits_in(text, NAMES)
    unlabelled_author(text)
    people([text], NAMES)
    assert time.process_time() - start < 2
