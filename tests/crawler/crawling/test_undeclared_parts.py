"""The parts of a split article, where the outlet declares none."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import HtmlResponse, Request

from crawler.crawling.article_pages import ArticlePages
from crawler.crawling.lead import Lead
from crawler.items import FetchedPage
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Announcement

URL = "https://warta.example/berita/apel-siaga"


class Warta(Outlet):
    """An outlet that declares no parts."""

    name = "warta"
    title = "Warta"
    site = "https://warta.example/"
    region = "35"
    layouts = ()
    article_path = r"^/berita/[^/]+(?:/\d)?$"


def answer(url: str, links: str) -> HtmlResponse:
    request = Request(url, meta={"fetched_at": datetime(2024, 11, 28, tzinfo=UTC)})
    return HtmlResponse(url, body=f"<p>Teks.</p>{links}".encode(), encoding="utf-8", request=request)


def test_plain_links_to_further_parts_are_followed_to_the_last() -> None:
    pages = ArticlePages(Warta)
    lead: object = Lead("warta.example/berita/apel-siaga", Announcement(URL, None, None))
    links = "<a href='?page=1'>1</a> <a href='?page=2'>2</a> <a href='?page=3'>3</a>"
    asked = []
    for url in (URL, f"{URL}?page=2", f"{URL}?page=3"):
        assert isinstance(lead, Lead)
        lead = pages.read(answer(url, links), lead)
        asked.append(lead.following if isinstance(lead, Lead) else None)
    assert asked == [f"{URL}?page=2", f"{URL}?page=3", None]
    assert isinstance(lead, FetchedPage)
    assert (len(lead.bodies), lead.complete, lead.url) == (3, True, URL)


def test_the_pages_of_a_list_and_of_another_article_are_no_parts() -> None:
    links = "<a href='/berita?page=2'>2</a> <a href='/berita/lain/2' rel='next'>Berita berikutnya</a>"
    page = ArticlePages(Warta).read(answer(URL, links), Lead("k", Announcement(URL, None, None)))
    assert isinstance(page, FetchedPage)
    assert page.complete
