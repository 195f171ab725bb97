"""What sources ask for, and what they read from what came."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler.config import parse_since, parse_until
from crawler.outlets.sources import Context, Feed, JsonListing, Listing, Search, Sitemap, Source, Step, WordPressPosts
from crawler.outlets.window import Window
from storage.calendar import JAKARTA

NOW = datetime(2024, 11, 28, 6, tzinfo=JAKARTA)
CONTEXT = Context(
    site="https://warta.example/",
    zone="Asia/Jakarta",
    window=Window(parse_since("2024-10-20"), parse_until("2024-11-27")),
    now=NOW,
)


def page(body: str | bytes, url: str = "https://warta.example/page") -> TextResponse:
    return HtmlResponse(url, body=body.encode() if isinstance(body, str) else body, encoding="utf-8")


def urls(source: Source) -> list[str]:
    return [step.url for step in source.steps(CONTEXT)]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>Apel &amp; siaga</title><link>https://warta.example/apel/</link>
<pubDate>Tue, 26 Nov 2024 03:15:00 +0000</pubDate></item>
<item><title>Tanpa tanggal</title><link> https://warta.example/lain/ </link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Rakor</title>
<link rel="alternate" href="/rakor/"/><published>2024-11-26T10:15:00+07:00</published></entry></feed>"""


def test_a_feed_is_read_with_dates_and_titles() -> None:
    reading = Feed(url="/feed/").read(page(RSS), Step(""), CONTEXT)
    first, second = reading.announcements
    assert (first.url, first.title) == ("https://warta.example/apel/", "Apel & siaga")
    assert first.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)
    assert (second.url, second.published) == ("https://warta.example/lain/", None)
    assert not reading.following


def test_a_byte_order_mark_before_the_declaration_does_no_harm() -> None:
    assert len(Feed(url="/").read(page(b"\xef\xbb\xbf" + RSS.encode()), Step(""), CONTEXT).announcements) == 2


def test_atom_is_a_feed_too() -> None:
    (entry,) = Feed(url="/").read(page(ATOM), Step(""), CONTEXT).announcements
    assert entry.url == "https://warta.example/rakor/"
    assert entry.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)


def test_an_empty_feed_is_a_feed_and_a_page_is_none() -> None:
    assert Feed(url="/").read(page("<rss><channel/></rss>"), Step(""), CONTEXT).broken is None
    assert Feed(url="/").read(page("<html><body>Galat</body></html>"), Step(""), CONTEXT).broken == "not a feed"


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><rss><item><link>&b;</link></item></rss>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><item><link>&f;</link></item></rss>',
        "\x00\x01<rss",
        "",
    ],
)
def test_hostile_feeds_expand_and_read_nothing(hostile: str) -> None:
    for found in Feed(url="/").read(page(hostile), Step(""), CONTEXT).announcements:
        assert len(found.url) < 60
        assert "root" not in found.url


def sitemap(kind: str, entry: str, *pairs: tuple[str, str]) -> TextResponse:
    inner = "".join(f"<{entry}><loc>{loc}</loc><lastmod>{lastmod}</lastmod></{entry}>" for loc, lastmod in pairs)
    return page(f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>')


def test_a_sitemap_passes_over_what_changed_before_the_window() -> None:
    response = sitemap(
        "urlset",
        "url",
        ("https://warta.example/baru/", "2024-11-01T00:00:00+07:00"),
        ("https://warta.example/lama/", "2024-10-01T00:00:00+07:00"),
    )
    (found,) = Sitemap(url="/sitemap.xml").read(response, Step(""), CONTEXT).announcements
    assert found.url == "https://warta.example/baru/"
    assert found.published is None  # a change is no publication


def test_an_index_leads_to_recent_sitemaps_of_the_right_kind_and_not_for_ever() -> None:
    source = Sitemap(url="/sitemap_index.xml", contains="post", depth=1)
    response = sitemap(
        "sitemapindex",
        "sitemap",
        ("https://warta.example/post-sitemap2.xml", "2024-11-20"),
        ("https://warta.example/post-sitemap1.xml", "2023-01-01"),
        ("https://warta.example/page-sitemap.xml", "2024-11-20"),
    )
    (following,) = source.read(response, Step("", number=0), CONTEXT).following
    assert following.url == "https://warta.example/post-sitemap2.xml"
    assert not source.read(response, following, CONTEXT).following


LIST = """<div><h2><a href='/satu/'>Satu</a></h2><time>26 November 2024 10:15 WIB</time>
<h2><a href='/dua/'>Dua</a></h2><time>kemarin</time></div>"""


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
    assert urls(Search(url="/search/{term}/{since}/{until:%d-%m-%Y}/{page}", links="a", terms=("netralitas asn",))) == [
        "https://warta.example/search/netralitas+asn/2024-10-20/27-11-2024/1"
    ]


def test_wordpress_posts_ask_for_the_window_and_page_on_while_full() -> None:
    source = WordPressPosts(per_page=2)
    (step,) = source.steps(CONTEXT)
    query = parse_qs(urlsplit(step.url).query)
    assert query["after"] == ["2024-10-19T17:00:00+00:00"]
    assert query["before"] == ["2024-11-27T17:00:00+00:00"]
    posts = [
        {"link": "https://warta.example/a/", "date_gmt": "2024-11-26T03:15:00", "title": {"rendered": "A &amp; B"}},
        {"link": "https://warta.example/b/", "date_gmt": None, "date": "2024-11-26T10:15:00"},
    ]
    reading = source.read(page(json.dumps(posts)), step, CONTEXT)
    assert [found.published for found in reading.announcements] == [datetime(2024, 11, 26, 3, 15, tzinfo=UTC)] * 2
    assert reading.announcements[0].title == "A & B"
    assert parse_qs(urlsplit(reading.following[0].url).query)["page"] == ["2"]
    assert not source.read(page(json.dumps(posts[:1])), step, CONTEXT).following


@pytest.mark.parametrize("body", ["[" * 5_000, '{"code":"rest_disabled"}', "<html>", "", "[1, null, {}]"])
def test_rest_answers_that_are_none(body: str) -> None:
    reading = WordPressPosts().read(page(body), Step(""), CONTEXT)
    assert not reading.announcements


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
    assert (source.method, first.url) == ("POST", "https://warta.example/ajax#aksi=muat&hal=1")
    (second,) = source.read(page(LIST), first, CONTEXT).following
    assert second.url.endswith("#aksi=muat&hal=2")


def test_a_list_may_be_json_at_a_declared_path() -> None:
    rows = [
        {"slug": "apel", "judul": "Apel &amp; siaga", "terbit": {"at": "2024-11-26T10:15:00+07:00"}},
        {"slug": None},
        7,
        {"slug": "\ud800lain", "judul": "\ud800x"},
    ]
    source = JsonListing(
        url="/api?hal={page}", items="data.0.baris", link="slug", form="/read/{}", headline="judul", stamp="terbit.at"
    )
    reading = source.read(page(json.dumps({"data": [{"baris": rows}]})), Step("", "", 0), CONTEXT)
    first, second = reading.announcements
    assert (first.url, first.title) == ("https://warta.example/read/apel", "Apel & siaga")
    assert first.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)
    assert second.title is not None
    second.title.encode()
    assert reading.following[0].url == "https://warta.example/api?hal=2"


def test_json_may_wrap_a_piece_of_a_page() -> None:
    source = JsonListing(url="/api", markup="html", links="h2 a")
    found = source.read(page(json.dumps({"html": LIST})), Step(""), CONTEXT).announcements
    assert [one.title for one in found] == ["Satu", "Dua"]
    for answer in ("Galat", "[]", '{"html": 7}', '{"data": 5}'):
        assert not source.read(page(answer), Step(""), CONTEXT).announcements


POST = {"link": "https://warta.example/a/", "date_gmt": "2024-11-26T03:15:00", "title": {"rendered": "A"}}


@pytest.mark.parametrize(
    ("posts", "headers", "more"),
    [
        ([POST], {"X-WP-TotalPages": "2"}, True),
        ([], {"x-wp-totalpages": "3"}, True),
        ([POST] * 5, {"X-WP-TotalPages": "1"}, False),
        ([POST], {"Link": '<https://warta.example/x?page=2>; rel="next"'}, True),
        ([POST], {"Link": '<https://warta.example/wp-json/>; rel="https://api.w.org/"'}, False),
        ([POST] * 5, {}, True),
        ([POST], {}, False),
    ],
)
def test_the_server_says_when_there_are_no_more_posts(posts: list[object], headers: dict[str, str], more: bool) -> None:
    response = HtmlResponse(
        "https://warta.example/", headers=headers, body=json.dumps(posts).encode(), encoding="utf-8"
    )
    reading = WordPressPosts(per_page=5).read(response, Step(""), CONTEXT)
    assert bool(reading.following) is more
    assert reading.exhausts is not more


def test_an_interface_that_gives_no_post_at_all_exhausts_nothing() -> None:
    assert not WordPressPosts().read(page("[]"), Step(""), CONTEXT).exhausts


@pytest.mark.parametrize("before", ["\ufeff", "<br />\n<b>Notice</b>: [x] in <b>x.php</b>\n", ")]}',\n"])
def test_posts_are_found_behind_what_is_no_json(before: str) -> None:
    reading = WordPressPosts().read(page(before + json.dumps([POST])), Step(""), CONTEXT)
    assert [one.url for one in reading.announcements] == ["https://warta.example/a/"]
