"""Which article a page is of, and whether it is a page at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.crawling.article_pages import MAX_PARTS, ArticlePages, canonical_link, has_sound_base
from crawler.crawling.lead import Lead
from crawler.items import FetchedPage, Layout
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Announcement

TEXT = "<p>" + "Petugas menyusuri gang demi gang untuk memastikan warga menerima undangan memilih. " * 9 + "</p>"


class Warta(Outlet):
    """An outlet whose articles are split."""

    name = "warta"
    title = "Warta"
    site = "https://warta.example/"
    region = "35"
    article_path = r"/baca/(?P<id>\d+)(?:/(?P<offset>\d+))?|/\?p=\d+"
    layouts = (Layout(article=("article",)),)
    parts = (".lanjut a::attr(href)",)


def page(body: str, url: str = "https://warta.example/baca/5", **meta: object) -> HtmlResponse:
    facts = {"fetched_at": datetime(2024, 11, 28, tzinfo=UTC), "record_id": "r1", **meta}
    return HtmlResponse(url, body=body.encode(), encoding="utf-8", request=Request(url, meta=facts))


def lead() -> Lead:
    return Lead("warta.example/5", Announcement("https://warta.example/baca/5"))


def read(response: Response) -> FetchedPage | Lead | tuple[str, str]:
    return ArticlePages(Warta).read(response, lead())


def test_a_page_is_of_the_article_that_was_reached() -> None:
    found = read(page(TEXT))
    assert isinstance(found, FetchedPage)
    assert (found.url, found.url_key, found.complete) == ("https://warta.example/baca/5", "warta.example/5", True)


@pytest.mark.parametrize(
    ("url", "canonical", "article"),
    [
        ("https://warta.example/baca/5", "/baca/5", "https://warta.example/baca/5"),
        ("https://warta.example/baca/5", "/baca/6", "https://warta.example/baca/5"),  # it names another article
        ("https://warta.example/?p=9", "/baca/5", "https://warta.example/baca/5"),  # a short link says nothing
        ("https://warta.example/x", "https://elsewhere.example/baca/5", None),
        ("https://warta.example/x", "/baca/5", "https://warta.example/baca/5"),
    ],
)
def test_a_canonical_link_is_believed_where_the_address_agrees(url: str, canonical: str, article: str | None) -> None:
    response = page(f'<link rel="canonical" href="{canonical}">{TEXT}', url)
    assert ArticlePages(Warta).article_at(response) == article


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ('<link rel="canonical" href="/a"><link rel="canonical" href="/b">', "/a"),
        ("<link rel='canonical'><link href='/b' rel='canonical'>", "/b"),
        ('<link rel="alternate" href="/a">', None),
        ("<p>canonical</p>", None),
        ("", None),
    ],
)
def test_the_first_canonical_link(body: str, link: str | None) -> None:
    assert canonical_link(page(body)) == link


def test_what_is_no_page_says_why() -> None:
    kind = {"Content-Type": "application/pdf"}
    pdf = Response("https://warta.example/baca/5", headers=kind, request=Request("https://warta.example/baca/5"))
    assert read(pdf) == ("empty", "not a page: application/pdf")
    assert read(page("  ")) == ("failed", "empty answer")
    assert read(page(TEXT, damaged="cut short")) == ("failed", "cut short")
    assert read(page(TEXT, "https://warta.example/")) == ("gone", "leads to https://warta.example/")
    assert read(page(f'<base href="http://[">{TEXT}'))[0] == "failed"  # type: ignore[index]


def test_the_parts_of_a_split_article_are_asked_for_in_order_and_once() -> None:
    links = "".join(f'<span class="lanjut"><a href="/baca/5/{offset}">x</a></span>' for offset in (30, 15))
    pages, following = ArticlePages(Warta), lead()
    for url in ("https://warta.example/baca/5/15", "https://warta.example/baca/5/30"):
        found = pages.read(page(links + TEXT, following.following or "https://warta.example/baca/5"), following)
        assert isinstance(found, Lead)
        assert found.following == url
        following = found
    last = pages.read(page(links + TEXT, "https://warta.example/baca/5/30"), following)
    assert isinstance(last, FetchedPage)
    assert (len(last.bodies), last.complete) == (3, True)
    gap = pages.read(page("", "https://warta.example/baca/5/30"), following)
    assert isinstance(gap, FetchedPage)
    assert (len(gap.bodies), gap.complete) == (2, False)


def test_a_split_article_without_end_ends() -> None:
    pages, following = ArticlePages(Warta), lead()
    for number in range(MAX_PARTS):
        link = f'<span class="lanjut"><a href="/baca/5/{number + 1}">x</a></span>'
        found = pages.read(page(link + TEXT, following.following or "https://warta.example/baca/5"), following)
        if isinstance(found, FetchedPage):
            break
        assert isinstance(found, Lead)
        following = found
    assert isinstance(found, FetchedPage)
    assert len(found.bodies) == MAX_PARTS


def test_a_base_must_be_an_address() -> None:
    assert has_sound_base(page("<p>x</p>"))
    assert has_sound_base(page('<base href="/arsip/">'))
    assert not has_sound_base(page('<base href="http://[">'))
    assert has_sound_base(Response("https://warta.example/"))
    assert has_sound_base(TextResponse("https://warta.example/", body=b"", encoding="utf-8"))
