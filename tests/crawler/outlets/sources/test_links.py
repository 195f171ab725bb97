"""Links of a page."""

from __future__ import annotations

import pytest

from crawler.outlets.sources import Listing, Step
from crawler.outlets.sources.links import absolute, is_address
from tests.crawler.outlets.sources.answers import CONTEXT, page


@pytest.mark.parametrize(
    "anchor",
    [
        "<a href='/berita\\\\satu'>Apel siaga</a>",
        "<a href='https:/warta.example/berita/satu'>Apel siaga</a>",
        "<a href='https://https://warta.example/berita/satu'>Apel siaga</a>",
        "<a href='https//warta.example/berita/satu'>Apel siaga</a>",
        "<a href='warta.example/berita/satu'>Apel siaga</a>",
        "<a href='javascript:void(0)' data-href='/berita/satu'>Apel siaga</a>",
        '<a href="#" onclick="location.href=\'/berita/satu\'">Apel siaga</a>',
        "<a href='/berita/satu'><img alt='Apel siaga'></a>",
        "<a href='/berita/satu' aria-label='Apel siaga'>Selengkapnya</a>",
        "<a href='/berita/satu'><style>.x{}</style>Apel siaga</a>",
    ],
    ids=range(10),
)
def test_a_link_is_read_as_it_was_meant(anchor: str) -> None:
    response = page(f"<h2>{anchor}</h2>".replace("\\\\", "\\"), "https://warta.example/kanal/indeks")
    (found,) = Listing(url="/x", links="h2 a").read(response, Step(""), CONTEXT).announcements
    assert (found.url, found.title) == ("https://warta.example/berita/satu", "Apel siaga")


def test_a_link_becomes_an_address_or_stays_what_it_is() -> None:
    assert absolute("https://warta.example/a/b", "c") == "https://warta.example/a/c"
    assert absolute("https://warta.example/", "http://[") == "http://["
    assert absolute("https://warta.example/", "/x?q=é", "no-such-encoding") == "/x?q=é"
    assert absolute("https://warta.example/", "/x?q=é", "latin-1") == "https://warta.example/x?q=%E9"
    assert is_address("https://warta.example/")
    assert not is_address("javascript:void(0)")
