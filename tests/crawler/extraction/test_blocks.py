"""Lines of text by structure: breaks, inline tags, wrapped lines."""

from __future__ import annotations

import textwrap
import time

import pytest
from lxml import html

from crawler.extraction.blocks import Block, blocks, ends_sentence, fold

LONG = (
    "Sebanyak dua ratus petugas gabungan disiagakan di seluruh kelurahan sejak malam menjelang hari pemungutan suara, "
    "kata juru bicara panitia. Mereka bergantian menjaga gudang logistik sampai seluruh kotak suara kembali dari "
    "tempat pemungutan suara. Warga diminta melapor apabila melihat hal yang mencurigakan di lingkungan masing-masing."
)
OTHER = "Posko pengaduan dibuka dua puluh empat jam di halaman kantor kecamatan."


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks(html.fragment_fromstring(markup, create_parent="div"))]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Satu\n  dua\t tiga&nbsp;empat</p>", ["Satu dua tiga empat"]),
        ("<p>a<p>b<div>c<p>d</div>e", ["a", "b", "c", "d", "e"]),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", ["a", "b", "c"]),
        (
            "<table><tr><th>TPS</th><td>4</td></tr><tr><td><p>a</p></td><td><p>b</p></td></tr></table>",
            ["TPS 4", "a", "b"],
        ),
        ("a<script>x</script>b<style>y</style><p>c<noscript>z</noscript></p>", ["ab", "c"]),
        ("<pre>Baris satu.\nBaris dua.</pre>", ["Baris satu.", "Baris dua."]),
        ("<p>lem\u00adbaga\u200b x\u202ey</p>", ["lembaga xy"]),
        ("<p> </p><p>&nbsp;</p><br><br>", []),
    ],
)
def test_lines_of_an_element(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<strong>KOTA, HARIAN.CO</strong>Bertempat di aula", "KOTA, HARIAN.CO Bertempat di aula"),
        ("<b>Kata</b>Kunci", "Kata Kunci"),
        ("<b>KPU</b>menyatakan", "KPU menyatakan"),
        ("<b>KPU</b>nya", "KPUnya"),
        ("<span>P</span>emilu", "Pemilu"),
        ("<b>Pilkada</b>2024", "Pilkada 2024"),
        ("menurut<a href=x>Bawaslu</a>kemarin", "menurut Bawaslu kemarin"),
        ("“<i>Ya</i>”, kata <em>dia</em>.", "“Ya”, kata dia."),
        ("siap,<b>kata</b> dia", "siap, kata dia"),
        ("luas 5 m<sup>2</sup>, CO<sub>2</sub>", "luas 5 m2, CO2"),
        ("Rp10.<b>000</b>", "Rp10.000"),
        ("pasca-<i>pilkada</i>", "pasca-pilkada"),
        ("<b>KOTA –</b>Petugas", "KOTA – Petugas"),
    ],
)
def test_spaces_are_added_only_where_inline_tags_are_glued(markup: str, expected: str) -> None:
    assert texts(f"<p>{markup}</p>") == [expected]


def test_breaks_separate_paragraphs() -> None:
    assert texts(f"{LONG}<br><br>{OTHER}<br/>{LONG}") == [LONG, OTHER, LONG]


def test_a_break_inside_a_sentence_does_not() -> None:
    assert texts("<p>Rapat dihadiri panitia,<br>petugas, dan warga.<br>Rapat selesai.</p>") == [
        "Rapat dihadiri panitia, petugas, dan warga.",
        "Rapat selesai.",
    ]


def test_labels_and_items_keep_their_lines() -> None:
    assert texts("<p>Penulis: Ratna<br>Editor : Joko<br>1. pertama<br>2. kedua<br>- ketiga</p>") == [
        "Penulis: Ratna", "Editor : Joko", "1. pertama", "2. kedua", "- ketiga",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [60, 70, 90])
@pytest.mark.parametrize("frame", ["<p>{}</p>", "{}<br>"])
def test_lines_that_a_word_processor_wrapped_are_joined(width: int, frame: str) -> None:
    paragraphs = [LONG, OTHER, LONG.replace("dua", "tiga")]
    wrapped = "".join(frame.format("<br>\n".join(textwrap.wrap(paragraph, width))) for paragraph in paragraphs)
    assert texts(wrapped) == paragraphs


def test_baca_juga_in_an_inline_tag_is_a_line_of_its_own() -> None:
    markup = f"<p>{OTHER}<span><b>Baca juga: <a href=x>Judul lain</a></b></span>\n{LONG}</p>"
    assert texts(markup) == [OTHER, "Baca juga: Judul lain", LONG]


def test_links_are_measured() -> None:
    half, whole, none = blocks(
        html.fromstring("<div><p>abcd <a>efgh</a></p><p><a>Judul berita</a></p><p>abc</p></div>")
    )
    assert (half.linked, half.link) == (4, False)
    assert (whole.link, whole.headline) == (True, True)
    assert (none.link, none.headline) == (False, True)
    assert not Block(OTHER).headline


def test_ends_of_sentences() -> None:
    for text in ("Selesai.", "Ya?”", "“Siap”", "berikut:", "selesai.)", "dst…"):
        assert ends_sentence(text), text
    for text in ("Judul Berita", "Rapat (KPU)", "panitia,", "dan"):
        assert not ends_sentence(text), text


@pytest.mark.parametrize("text", [" " * 10**6, "( " * 300_000, "a" * 10**6, "\u200b" * 10**6, "." * 10**6])
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    fold(text)
    ends_sentence(text)
    texts(f"<p>{text}</p>")
    assert time.process_time() - start < 2
