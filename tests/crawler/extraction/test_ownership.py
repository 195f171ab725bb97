"""Which of the elements that a selector finds belong to the article."""

from __future__ import annotations

from lxml import html

from crawler.extraction.ownership import headline_node, own, prints

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
    assert prints(node, ["KPU mulai melipat surat suara"])
    assert not prints(node, ["KPU mulai melipat"])
    assert headline_node(tree, ["Apel siaga di lapangan"]) is None  # two of them, and neither is meant


def test_a_page_without_h1_has_its_headline_in_an_h2() -> None:
    tree = html.document_fromstring("<body><h2>Apel siaga di lapangan kota</h2><h2>Berita lainnya hari ini</h2></body>")
    node = headline_node(tree, ["Apel siaga di lapangan kota"])
    assert node is not None
    assert node.text == "Apel siaga di lapangan kota"


def test_the_only_h1_with_several_words_is_the_headline_whatever_the_title_says() -> None:
    tree = html.document_fromstring("<body><h1>Apel siaga di lapangan kota</h1></body>")
    assert headline_node(tree, ["Beranda situs kota"]) is not None


def test_names_near_the_headline_and_in_no_teaser_are_its_own() -> None:
    tree = html.document_fromstring(PAGE)
    headline = headline_node(tree, ["KPU Mulai Melipat Surat Suara"])
    names = list(tree.iter("b"))
    assert [node.text for node in own(names, headline)] == ["Siti Contoh"]
    assert [node.text for node in own(names, None)] == ["Siti Contoh", "Wartawan Lain"]
