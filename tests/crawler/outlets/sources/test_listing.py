"""Lists of links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from crawler.config import parse_since
from crawler.outlets.sources import GrowingListing, Growth, Listing, Step
from crawler.outlets.window import Window
from tests.crawler.outlets.sources.answers import CONTEXT, LIST, page, urls


def test_a_listing_pages_on_until_its_limit_and_in_a_backfill_much_further() -> None:
    source = Listing(url="/page/{page}/", start="/", links="h2 a", dates="time", pages=2)
    (first,) = source.steps(CONTEXT)
    assert first.url == "https://warta.example/"
    reading = source.read(page(LIST), first, CONTEXT)
    assert [found.url for found in reading.announcements] == [
        "https://warta.example/satu/",
        "https://warta.example/dua/",
    ]
    assert reading.announcements[0].published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)
    (second,) = reading.following
    assert second.url == "https://warta.example/page/2/"
    tonight = replace(CONTEXT, window=Window(parse_since("2024-11-20")))
    assert source.read(page(LIST), second, tonight) == replace(
        source.read(page(LIST), second, tonight), following=(), limited=True
    )
    assert source.read(page(LIST), second, CONTEXT).following


def test_a_listing_without_links_is_its_end() -> None:
    source = Listing(url="/page/{page}/", links="h2 a")
    assert not source.read(page("<p>Tidak ada.</p>"), Step("", number=3), CONTEXT).following


@pytest.mark.parametrize("body", ["[" * 5_000, '{"a": [1, 2]}', "[1]"])
def test_a_listing_that_is_json_is_a_page_without_links(body: str) -> None:
    assert Listing(url="/", links="h2 a").read(page(body), Step(""), CONTEXT).announcements == ()


def test_offsets_years_months_and_window_dates() -> None:
    assert urls(Listing(url="/berita/{year}?start={page}", links="a", first=0, step=10)) == [
        "https://warta.example/berita/2024?start=0"
    ]
    assert urls(Listing(url="/{month:%Y/%m}/page/{page}/", links="a")) == [
        "https://warta.example/2024/11/page/1/",
        "https://warta.example/2024/10/page/1/",
    ]


def test_links_of_a_list_are_relative_to_its_base_and_bring_their_titles() -> None:
    source = Listing(url="/x", links="h2 a, h2.judul")
    body = (
        "<head><base href='/arsip/'></head><h2><a href='satu'> Apel <b>siaga</b>\n</a></h2>"
        "<h2><a href='dua' title='Logistik tiba'>Selengkapnya »</a></h2><h2 class='judul'><a href='tiga'>12</a></h2>"
    )
    found = source.read(page(body, "https://warta.example/kanal/indeks"), Step(""), CONTEXT).announcements
    assert [(one.url.removeprefix("https://warta.example"), one.title) for one in found] == [
        ("/arsip/satu", "Apel siaga"),
        ("/arsip/dua", "Logistik tiba"),
        ("/arsip/tiga", None),
        ("/arsip/tiga", None),
    ]


@pytest.mark.parametrize("base", ["http://[", "mailto:a@b.c", "", "javascript:void(0)"])
def test_a_base_that_is_no_address_is_none(base: str) -> None:
    body = f"<base href='{base}'><h2><a href='satu'>x</a></h2>"
    response = page(body, "https://warta.example/a/b")
    (found,) = Listing(url="/x", links="h2 a").read(response, Step(""), CONTEXT).announcements
    assert found.url == "https://warta.example/a/satu"


def test_letters_of_a_query_are_in_the_encoding_of_the_page() -> None:
    body = "<h2><a href='/cari?q=café'>x</a></h2>".encode("latin-1")
    response = HtmlResponse("https://warta.example/", body=body, encoding="latin-1")
    (found,) = Listing(url="/", links="h2 a").read(response, Step(""), CONTEXT).announcements
    assert found.url == "https://warta.example/cari?q=caf%E9"


def test_a_row_that_is_no_address_costs_itself() -> None:
    body = "<h2><a href='http://[situs]/x'>x</a></h2><h2><a href='/satu'>x</a></h2>"
    found = Listing(url="/", links="h2 a").read(page(body), Step(""), CONTEXT).announcements
    assert [one.url for one in found] == ["http://[situs]/x", "https://warta.example/satu"]


def test_a_list_may_be_asked_by_a_form() -> None:
    source = Listing(url="/ajax", body="aksi=muat&hal={page}", links="a", pages=9)
    (first,) = source.steps(CONTEXT)
    assert first.url == "https://warta.example/ajax#aksi=muat&hal=1"
    assert source.request(first) == {
        "url": "https://warta.example/ajax",
        "method": "POST",
        "body": "aksi=muat&hal=1",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    }
    (asked,) = replace(source, body='{{"hal": {page}}}').steps(CONTEXT)
    assert source.request(asked)["headers"] == {"Content-Type": "application/json"}
    (second,) = source.read(page(LIST), first, CONTEXT).following
    assert second.url.endswith("#aksi=muat&hal=2")


def test_a_list_says_what_is_peculiar_to_it() -> None:
    plain = Listing(url="/b?h={page}", links="h2 a", dates="time")
    assert plain.selectors == ("h2 a", "time")
    assert plain.described == "/b?h={page} by 'h2 a'"
    assert plain.growth is None
    assert plain.request(next(plain.steps(CONTEXT))) == {"url": "https://warta.example/b?h=1"}
    assert GrowingListing(url="/", links="h2 a", more="button", rounds=4).growth == Growth("h2 a", "button", 4)
