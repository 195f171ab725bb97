"""Which of the elements that a selector finds belong to the article."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extraction.ownership import headline_node, headline_text, own

PAGE = """<html><body><header><h1>Warta Contoh Harian Kota</h1></header>
<main><h1>KPU: Mulai "Melipat" Surat Suara?</h1><div class="meta"><b>Siti Contoh</b></div><p>Teks.</p></main>
<div class="kanan"><b>Wartawan Lain</b></div>
<ul><li><a href="/x">Judul lain nomor satu</a> <b>Wartawan Kedua</b></li><li><a href="/y">Judul lain dua</a></li></ul>
</body></html>"""


def test_the_headline_has_the_words_of_the_title_and_is_no_logo() -> None:
    tree = html.document_fromstring(PAGE)
    node = headline_node(tree, ["", "KPU Mulai Melipat Surat Suara"])
    assert node is not None
    assert node.getparent().tag == "main"
    assert headline_text(node, ["KPU mulai melipat surat suara"]) == 'KPU: Mulai "Melipat" Surat Suara?'
    assert headline_text(node, ["KPU mulai melipat"]) == ""
    assert headline_node(tree, ["Apel siaga di lapangan"]) is None  # two of them, and neither is meant


def test_a_page_without_h1_has_its_headline_in_an_h2() -> None:
    tree = html.document_fromstring("<body><h2>Apel siaga di lapangan kota</h2><h2>Berita lainnya hari ini</h2></body>")
    node = headline_node(tree, ["Apel siaga di lapangan kota"])
    assert node is not None
    assert node.text == "Apel siaga di lapangan kota"


def test_the_only_h1_with_several_words_is_the_headline_whatever_the_title_says() -> None:
    tree = html.document_fromstring("<body><h1>Apel siaga di lapangan kota</h1></body>")
    assert headline_node(tree, ["Beranda situs kota"]) is not None


@pytest.mark.parametrize(
    ("heading", "titles", "headline"),
    [
        # breadcrumbs with an h1 for search engines
        (
            "<nav><ol><li><h1>Pilkada Kota: Polisi Siaga</h1></li></ol></nav><h2>Gudang Dijaga Ketat Polisi</h2>",
            ["Gudang Dijaga Ketat Polisi", "Pilkada Kota: Polisi Siaga"],
            "Gudang Dijaga Ketat Polisi",
        ),
        # a kicker that one of the titles leaves out
        (
            "<h1><small>Pilkada Kota</small> <span>Gudang Dijaga Ketat Polisi</span></h1>",
            ["Gudang Dijaga Ketat Polisi", "Pilkada Kota: Gudang Dijaga Ketat Polisi"],
            "Gudang Dijaga Ketat Polisi",
        ),
        # one that every title has
        (
            "<h1><span>Pilkada Kota</span><div>Gudang Dijaga Ketat Polisi</div></h1>",
            ["Pilkada Kota: Gudang Dijaga Ketat Polisi"],
            "Pilkada Kota: Gudang Dijaga Ketat Polisi",
        ),
        # one that the titles have in other words
        (
            "<h1><i>Siaga</i> <b>Gudang Dijaga Ketat Polisi</b></h1>",
            ["Pilkada Kota: Gudang Dijaga Ketat Polisi"],
            "Gudang Dijaga Ketat Polisi",
        ),
        # the name of a site that nothing else tells
        (
            "<h1>“Tanpa Lelah”</h1>",
            ["“Tanpa Lelah” - Harian Baru Seluruh Daerah Pegunungan"],
            "“Tanpa Lelah”",
        ),
        ("<h1><a href='/'>Harian Kota</a></h1>", ["Harian Kota - Apel Siaga Digelar di Lapangan Utama"], ""),
    ],
)
def test_the_headline_is_the_printed_one(heading: str, titles: list[str], headline: str) -> None:
    tree = html.document_fromstring(f"<body>{heading}<p>Teks.</p></body>")
    assert headline_text(headline_node(tree, titles), titles) == headline


def test_names_near_the_headline_and_in_no_teaser_are_its_own() -> None:
    tree = html.document_fromstring(PAGE)
    headline = headline_node(tree, ["KPU Mulai Melipat Surat Suara"])
    names = list(tree.iter("b"))
    assert [node.text for node in own(names, headline)] == ["Siti Contoh"]
    assert [node.text for node in own(names, None)] == ["Siti Contoh", "Wartawan Lain"]
