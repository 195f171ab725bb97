"""What single pages of an unknown site tell."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement
from scrapy.http import HtmlResponse, Response

from crawler.onboarding.probe.pages import holder, region_named, tree_of
from crawler.onboarding.visit import Visit

BODY = "Bawaslu mengingatkan netralitas aparatur.\n\nIa meminta camat tidak berpihak."


def page(html: str) -> HtmlElement:
    tree = tree_of(Visit("https://berita.example/", HtmlResponse("https://berita.example/", body=html.encode())))
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    ("element", "selector"),
    [
        ("<div id='isi-berita' class='konten'>{}</div>", "#isi-berita"),
        ("<div id='post-57307' class='konten'>{}</div>", "div.konten"),
        ("<div class='x2' itemprop='articleBody'>{}</div>", "[itemprop~='articleBody']"),
        ("<article>{}</article>", "article"),
        ("<div class='kotak'>{}</div><div class='kotak'>Lain.</div>", None),
    ],
)
def test_the_smallest_element_that_holds_the_article_is_named(element: str, selector: str | None) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n\n"))
    tree = page(f"<body><div>Menu</div>{element.format(paragraphs)}<div>Terkait</div></body>")
    assert holder(tree, BODY) == selector


def test_a_text_that_stands_nowhere_has_no_element() -> None:
    tree = page("<body><p>Jadwal salat.</p></body>")
    assert holder(tree, BODY) is None
    assert holder(tree, "") is None


def test_the_region_is_the_one_in_the_name_else_the_province_of_the_front_page() -> None:
    front = page("<body><p>Bupati Kediri dan wali kota Malang, Jawa Timur, hadir di Surabaya.</p></body>")
    assert region_named("Portal Kabupaten Rejang Lebong", front) == "17.02"
    assert region_named("Kabar Kita", front) == "35"
    assert region_named("Kabar Kita", page("<body><p>Selamat datang.</p></body>")) is None


@pytest.mark.parametrize("response", [None, Response("https://berita.example/logo.png", body=b"\x89PNG")])
def test_what_is_no_page_has_no_tree(response: Response | None) -> None:
    assert tree_of(Visit("https://berita.example/", response)) is None
