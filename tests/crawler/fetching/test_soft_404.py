"""Error pages sent as HTTP 200 are known from the answer for an address that was made up; articles are not."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response, XmlResponse

from crawler.fetching.soft_404 import MissingPage, made_up_address

SENTENCES = (
    "<p>Petugas memeriksa gudang logistik dan menghitung kotak suara satu per satu.</p>"
    "<p>Semua dicatat oleh saksi, lalu <a href='/k/kpu'>KPU</a> menyegel pintunya sampai pagi.</p>"
)
TEASERS = "<p>Ringkasan berita lain tentang rapat koordinasi kecamatan yang dihadiri para camat.</p>"


def page(
    content: str, *, menu: int = 600, url: str = "https://w.example/berita/hilang", status: int = 200
) -> HtmlResponse:
    links = " ".join(f"<li><a href='/k/{number}'>Menu {number} lagi</a></li>" for number in range(menu))
    text = f"<html><body><ul>{links}</ul>{content}</body></html>"
    return HtmlResponse(url, body=text.encode(), encoding="utf-8", status=status)


NOTHING = page("<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ada di sini.</p>")


@pytest.mark.parametrize("menu", [0, 50, 600, 3000])
@pytest.mark.parametrize("content", [SENTENCES, SENTENCES.replace("<p>", "").replace("</p>", "<br>")])
def test_an_article_under_a_long_menu_is_an_article(menu: int, content: str) -> None:
    nothing = page("<h1>Halaman tidak ditemukan</h1>", menu=menu)
    assert not MissingPage(nothing).is_shown_by(page(f"<h1>Gudang diperiksa</h1>{content}", menu=menu))


@pytest.mark.parametrize(
    "content",
    [
        "<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ada di sini.</p>",
        "<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman gudang-logistik-diperiksa-petugas-kpu yang Anda cari tidak "
        "ada di sini.</p><p>Senin, 2 Desember 2024, pukul 14:03:22 WIB.</p>",
        "<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ada di sini.</p>"
        "<h3>Gudang Logistik Diperiksa</h3><h3>Apel Siaga Digelar</h3>",
    ],
)
def test_the_same_page_for_another_address_is_still_missing(content: str) -> None:
    address = "https://w.example/berita/gudang-logistik-diperiksa-petugas-kpu"
    assert MissingPage(NOTHING).is_shown_by(page(content, url=address))


def test_teasers_on_both_pages_are_nobody_s_own() -> None:
    nothing = page("<h1>404</h1>" + TEASERS * 3)
    assert MissingPage(nothing).is_shown_by(page("<h1>404</h1>" + TEASERS * 3))
    assert not MissingPage(nothing).is_shown_by(page("<h1>Gudang diperiksa</h1>" + SENTENCES + TEASERS * 3))


@pytest.mark.parametrize(
    "answer", [None, page("<h1>404</h1>", status=404), Response("https://w.example/", body=b"x"), page("", menu=0)]
)
def test_an_honest_answer_teaches_nothing(answer: Response | None) -> None:
    assert not MissingPage(answer).is_shown_by(page("<h1>404</h1>"))


def test_what_is_no_page_is_not_missing() -> None:
    assert not MissingPage(NOTHING).is_shown_by(XmlResponse("https://w.example/feed", body=NOTHING.body))


def test_an_address_is_made_up_anew_each_night() -> None:
    addresses = {made_up_address("https://w.example/", night) for night in ("n1", "n2", "n2")}
    assert len(addresses) == 2
    assert all(address.startswith("https://w.example/halaman-") for address in addresses)
