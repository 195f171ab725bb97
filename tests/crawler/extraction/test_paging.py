"""Marks that an article goes on elsewhere, and links that only look like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.extraction.article import extract
from crawler.extraction.paging import goes_on, next_part
from crawler.outlets.saved_pages import saved_page

URL = "https://warta.example/berita/apel-siaga"


@pytest.mark.parametrize(
    "link",
    [
        "<a href='?page=2'>2</a>",
        "<a href='?page=all'>Show All</a>",
        "<a href='?hal=2'>Halaman Selanjutnya &raquo;</a>",
        "<a href='/berita/apel-siaga/2'>Selanjutnya</a>",
        "<a href='/berita/apel-siaga/page/3/'>3</a>",
        "<a href='https://www.warta.example/berita/apel-siaga?page=2' rel='next'>Berikut ini</a>",
        "<link rel='next' href='/berita/apel-siaga/2'>",
        "<a href='?show=semua'>Tampilkan semua</a>",
    ],
)
def test_a_link_to_another_part_says_that_the_article_goes_on(link: str) -> None:
    assert goes_on(html.document_fromstring(f"<body><p>Teks.</p>{link}</body>"), URL)


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/berita?page=2'>2</a>",
        "<a href='/berita/lain'>Selanjutnya</a>",
        "<a href='?page=1'>1</a>",
        "<a href='#2'>2</a>",
        "<a href='?page=2'>Baca dua puluh berita lain dari kota ini</a>",
        "<a href='https://lain.example/berita/apel-siaga?page=2'>2</a>",
        "<a href='?replytocom=2'>2</a>",
        "<a href='http://[::1/berita?page=2'>2</a>",
        "<link rel='next' href='/berita/sesudahnya'>",
    ],
)
def test_other_links_do_not(link: str) -> None:
    assert not goes_on(html.document_fromstring(f"<body><p>Teks.</p>{link}</body>"), URL)


def test_the_last_part_leads_back_and_is_incomplete_too() -> None:
    tree = html.document_fromstring("<body><a href='?page=all'>Semua halaman</a></body>")
    assert goes_on(tree, URL + "?page=3")


def test_a_page_with_parts_elsewhere_is_incomplete() -> None:
    text = "Kepolisian menempatkan dua puluh personel di sekitar gudang sampai seluruh logistik dikirim ke kecamatan."
    body = f"<h1>Apel siaga pengamanan Pilkada</h1><div class='isi'><p>{text}</p><p>Juga {text}</p>"
    for link, complete in (("", True), ("<div>Halaman 1 <a href='?page=2'>2</a></div>", False)):
        source = f"<html><body>{body}{link}</div></body></html>"
        assert extract(saved_page(source.encode(), URL, None, datetime(2024, 11, 28, tzinfo=UTC))).complete is complete


@pytest.mark.parametrize(
    ("url", "number", "link", "target"),
    [
        (URL, 2, "<a href='?page=2'>2</a><a href='?page=3'>3</a>", f"{URL}?page=2"),
        (URL, 3, "<a href='?page=1'>1</a><a href='?page=3'>Selanjutnya</a>", f"{URL}?page=3"),
        (URL, 4, "<a href='?page=1'>1</a><a href='?page=2'>2</a>", None),
        (URL, 3, "<a href='/berita/apel-siaga/3'>3</a>", f"{URL}/3"),
        (URL, 2, "<a href='?page=all'>Show All</a>", None),
        (URL, 2, "<a href='/berita/lain/2'>2</a><a href='https://lain.example/berita/apel-siaga?page=2'>2</a>", None),
        ("https://warta.example/berita/12", 2, "<a rel='next' href='/berita/2'>Berikutnya</a>", None),
    ],
)
def test_the_next_part_is_the_next_number(url: str, number: int, link: str, target: str | None) -> None:
    assert next_part(html.document_fromstring(f"<body><p>Teks.</p>{link}</body>"), url, number) == target
