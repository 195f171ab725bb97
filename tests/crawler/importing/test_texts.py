"""Cells of collections to plain text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.importing.texts import line, names, paragraphs


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        ("Satu.\nDua.", "Satu.\n\nDua."),
        ("Satu.\r\n\r\nDua.\rTiga.", "Satu.\n\nDua.\n\nTiga."),
        ("<p>Satu <b>tebal</b>.</p>\n<p>Dua\nterlipat.</p>", "Satu tebal.\n\nDua terlipat."),
        ("Satu<br>Dua<br/>Tiga", "Satu\n\nDua\n\nTiga"),
        ("Satu <b>tebal</b>\nDua", "Satu tebal\n\nDua"),
        ("<script>var a = 1 < 2;</script><p>Isi.</p><style>p{}</style><!-- catatan -->", "Isi."),
        ("&lt;p&gt;Satu&lt;/p&gt;&lt;p&gt;Dua&lt;/p&gt;", "Satu\n\nDua"),
        ("JAKARTA,&amp;nbsp;Kompas &amp;amp; kawan", "JAKARTA, Kompas & kawan"),
        ("suara < 50 persen & naik > 3", "suara < 50 persen & naik > 3"),
        ("['Satu.', 'Dua, tiga.']", "Satu.\n\nDua, tiga."),
        ('["Satu.", "Dua \\"kutip\\"."]', 'Satu.\n\nDua "kutip".'),
        (["Satu.", "Dua."], "Satu.\n\nDua."),
        ("[Baca juga] Satu.", "[Baca juga] Satu."),
        ("Satu.\\nDua.", "Satu.\n\nDua."),
        ("â€œAmanâ€\x9d kata cafÃ©", "“Aman” kata café"),
        ("‚ÄúAman‚Äù katanya", "“Aman” katanya"),
        ("Isi\x00 be\u202erita\u200b \x1b[31mmerah", "Isi berita merah"),
        ("بيان صحفي\u200cنص", "بيان صحفي\u200cنص"),
        ({"rendered": "<p>Isi.</p>"}, "Isi."),
        ("b'Satu.\\nDua caf\\xc3\\xa9.'", "Satu.\n\nDua café."),
        ("b'rusak\\xff'", "b'rusak\\xff'"),
        ("Satu._x000D_\nDua._x000D_", "Satu.\n\nDua."),
        ({"summary": ["Ringkas."], "sections": [{"headline": ["Sub"], "paragraphs": ["Satu.", "Dua."]}]},
         "Ringkas.\n\nSub\n\nSatu.\n\nDua."),
        (float("nan"), ""),
        ("nan", ""),
        (None, ""),
        ("-", ""),
    ],
)  # fmt: skip
def test_a_body_is_paragraphs(cell: object, body: str) -> None:
    assert paragraphs(cell, Counter()) == body


def test_what_is_mended_is_counted() -> None:
    repairs: Counter[str] = Counter()
    for cell in ("<p>Isi &amp; isi</p>", "['Satu']", "cafÃ© bagus", "Isi\x07", "Isi polos"):
        paragraphs(cell, repairs)
    assert repairs == {"HTML": 1, "lists": 1, "mojibake": 1, "control characters": 1}


def test_a_title_is_one_line_without_markup() -> None:
    title = "<script>alert(1)</script> Bawaslu\nawasi <img src=x onerror=alert(2)>"
    assert line(title, Counter()) == "Bawaslu awasi"


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Ani; Budi", ("Ani", "Budi")),
        ("['Ani', 'Budi']", ("Ani", "Budi")),
        (["Ani", "", "Ani"], ("Ani",)),
        ("Penulis : Ani", ("Ani",)),
        ("By Ani Lestari", ("Ani Lestari",)),
        ("Oleh: Ani, S.Pd.", ("Ani, S.Pd.",)),
        ("nan", ()),
        ("-", ()),
    ],
)
def test_names(cell: object, people: tuple[str, ...]) -> None:
    assert names(cell, Counter()) == people


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_becomes_paragraphs_that_can_be_stored_and_read_again(text: str) -> None:
    body = paragraphs(text, Counter())
    body.encode()
    assert "\x00" not in body
    assert "\n\n\n" not in body
    assert all(part == " ".join(part.split()) for part in body.split("\n\n"))
