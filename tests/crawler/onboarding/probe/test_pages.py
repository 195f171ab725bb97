"""Single pages of an unknown site."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement
from scrapy.http import HtmlResponse, Response

from crawler.onboarding.probe.pages import region_named, tree_of
from crawler.onboarding.visit import Visit


def page(html: str) -> HtmlElement:
    tree = tree_of(Visit("https://berita.example/", HtmlResponse("https://berita.example/", body=html.encode())))
    assert tree is not None
    return tree


def test_the_region_is_the_one_in_the_name_else_the_province_of_the_front_page() -> None:
    front = page("<body><p>Bupati Kediri dan wali kota Malang, Jawa Timur, hadir di Surabaya.</p></body>")
    assert region_named("Portal Kabupaten Rejang Lebong", front) == "17.02"
    assert region_named("Kabar Kita", front) == "35"
    assert region_named("Kabar Kita", page("<body><p>Selamat datang.</p></body>")) is None


@pytest.mark.parametrize("response", [None, Response("https://berita.example/logo.png", body=b"\x89PNG")])
def test_what_is_no_page_has_no_tree(response: Response | None) -> None:
    assert tree_of(Visit("https://berita.example/", response)) is None
