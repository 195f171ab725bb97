"""Feeds as they are on the web: every version, sloppy ones, hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.http import Response, TextResponse

from crawler.outlets.feeds import plain_title, read_feed
from crawler.outlets.sources import Feed, Reading, Step
from tests.crawler.outlets.sources.answers import CONTEXT

URL = "https://kabar.example/berita/simulasi-9"


def rss(item: str, head: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>Kabar</title>{head}<item>{item}</item></channel></rss>'.encode()


def read(body: bytes, content_type: str = "application/rss+xml") -> Reading:
    response: Response = TextResponse("https://kabar.example/feed", body=body, headers={"Content-Type": content_type})
    return Feed(url="/feed").read(response, Step(""), CONTEXT)


def links(body: bytes, content_type: str = "application/rss+xml") -> list[str]:
    reading = read(body, content_type)
    assert reading.broken is None
    return [found.url for found in reading.announcements]


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" {more}><entry><title>Simulasi</title>{entry}</entry></feed>'


@pytest.mark.parametrize(
    "body",
    [
        rss(f"<title>a</title><guid>{URL}</guid>"),
        rss(f"<link> </link><guid isPermaLink='true'>{URL}</guid>"),
        rss(f"<link>\n  {URL}\n </link><guid isPermaLink='false'>https://kabar.example/?p=9</guid>"),
        rss(f"<guid isPermaLink='false'>{URL}</guid>"),
        rss(f"<link><![CDATA[{URL}]]></link>"),
        rss(f"<link>https://umpan.example/~r/9</link><feedburner:origLink>{URL}</feedburner:origLink>"),
        rss(f"<link>{URL}</link><media:content><media:title>Foto</media:title></media:content><bad>"),
        rss(f"<LINK>{URL}</LINK>").replace(b"item>", b"ITEM>"),
        ATOM.format(more="", entry=f"<link rel='self' href='/s/9'/><link href='{URL}'/>").encode(),
        ATOM.format(
            more="",
            entry=f"<link rel='alternate' type='application/json' href='/j/9'/><link rel='ALTERNATE' href='{URL}'/>",
        ).encode(),
        ATOM.format(
            more="", entry=f"<link rel='http://www.iana.org/assignments/relation/alternate' href='{URL}'/>"
        ).encode(),
        ATOM.format(more="xml:base='https://kabar.example/berita/'", entry="<link href='simulasi-9'/>").encode(),
        ATOM.format(more="", entry=f"<id>{URL}</id>").encode(),
        ATOM.format(more="", entry=f"<link rel='related' href='{URL}'/>").encode(),
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<item rdf:about="{URL}"><title>a</title></item></rdf:RDF>'.encode(),
        f'<CHANNEL HREF="https://kabar.example/"><ITEM HREF="{URL}"></ITEM></CHANNEL>'.encode(),
        f'{{"version": "https://jsonfeed.org/version/1.1", "items": [7, {{"id": "9", "url": "{URL}"}}]}}'.encode(),
        rss("<link>kabar.example/berita/simulasi-9</link>"),
        rss(f"<link/>{URL}<guid isPermaLink='false'>9</guid>"),
        rss(f"<link><a href='{URL}'>simulasi</a></link>"),
        rss(f"<link>{URL.replace('https://', 'https:/')}</link>"),
        ATOM.format(more="", entry=f"<link rel='enclosure'>/a.mp3</link><link rel='alternate'>{URL}</link>").encode(),
        b"<Channel BASE='https://kabar.example/berita/'><Item HREF='simulasi-9'><Title VALUE='a'/></Item></Channel>",
        f'<CHANNEL><ITEM><A HREF="{URL}">a</A></ITEM></CHANNEL>'.encode(),
        f'<br />Notice: x\n{{"items": [{{"url": "{URL}"}},]}}'.encode(),
        f'{{"items": [{{"url": "{URL}"}}]}}'.encode("utf-16"),
        f'{{"status": "ok", "items": [{{"link": "{URL}", "pubDate": "2024-11-26 10:15:00"}}]}}'.encode(),
    ],
    ids=range(27),
)
def test_the_articles_own_page_is_announced(body: bytes) -> None:
    assert links(body) == [URL]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"\n<br />\n<b>Warning</b>: Undefined variable $x in <b>/home/x.php</b><br />\n" + body,
        lambda body: b"\xef\xbb\xbf\xef\xbb\xbf  " + body,
        lambda body: body.replace(b"<rss", b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE rss SYSTEM 'x'><rss"),
        lambda body: body.replace(b"Kabar", b"Kabar & Warta &nbsp; &copy; < 5"),
        lambda body: body.replace(b"Kabar", b"Kab\x08ar &#27;"),
        lambda body: body.replace(b"Kabar", b"<![CDATA[ <!ENTITY x> & ]]>"),
        lambda body: body.replace(b"Kabar", "Kabar é".encode("cp1252")),
        lambda body: body[: body.rindex(b"</item>")],
        lambda body: body.replace(b"<title>Kabar</title>", b"<title>Kabar"),
        lambda body: body.decode().encode("utf-16"),
        lambda body: body.decode().encode("utf-16-le"),
        lambda body: body + b"<!-- 0.2 detik --><script>x && y</script>",
    ],
    ids=range(12),
)
def test_what_is_spoilt_is_read_all_the_same(spoil: object) -> None:
    assert callable(spoil)
    assert links(spoil(rss(f"<title>Apel</title><link>{URL}</link>"))) == [URL]


def test_an_ampersand_of_an_address_is_neither_lost_nor_an_entity() -> None:
    page = "https://kabar.example/baca.php?kat=1&copy=2&id=5"
    assert links(rss(f"<link>{page}</link>")) == [page]
    assert links(rss(f"<link>{page.replace('&', '&amp;')}</link>")) == [page]
    assert links(rss(f"<link>{page.replace('&', '&amp;amp;')}</link>")) == [page]
    assert links(rss(f"<link><![CDATA[{page}]]></link>")) == [page]


def published(entry: str) -> datetime | None:
    return read(rss(f"<link>{URL}</link>{entry}")).announcements[0].published


@pytest.mark.parametrize(
    "entry",
    [
        "<updated>2024-11-27T01:00:00Z</updated><pubDate>Tue, 26 Nov 2024 10:15:00 +0700</pubDate>",
        "<pubDate>rusak</pubDate><dc:date>2024-11-26T03:15:00Z</dc:date>",
        "<dcterms:modified>2024-11-27</dcterms:modified><dcterms:issued>2024-11-26T10:15:00+07:00</dcterms:issued>",
        "<pubdate>Selasa, 26 November 2024 10:15 WIB</pubdate>",
        "<pubDate>Mon, 25 Nov 2024 22:15:00 EST</pubDate>",
        "<pubDate>Tue, 26 Nov 2024 03:15:00 UT</pubDate>",
        "<pubDate>Tue Nov 26 03:15:00 GMT 2024</pubDate>",
        "<pubDate>Tue, 26 Nov 2024 10.15.00 +0700</pubDate>",
        "<post_date>2024-11-26 10:15:00</post_date>",
        "<pubDate>1970-01-01T00:00:00Z</pubDate><tanggal>26 Nopember 2024 10:15</tanggal>",
    ],
)
def test_publication_comes_before_change_in_whatever_words(entry: str) -> None:
    assert published(entry) == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)


def test_the_day_on_which_the_window_begins_is_left_to_the_page() -> None:
    assert published("<pubDate>2024-10-19</pubDate>") is None
    told = published("<pubDate>2024-10-18</pubDate>")
    assert told is not None
    assert CONTEXT.window.before(told)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Apel &amp;amp; siaga &amp;#8220;Damai&amp;#8221;", "Apel & siaga “Damai”"),
        ("Apel &hellip; &ldquo;Damai&rdquo;", "Apel … “Damai”"),
        ("<![CDATA[Kasus <i>money politic</i>]]>", "Kasus money politic"),
        ("3 < 5 & 7", "3 < 5 & 7"),
        ("</title><title mode='base64'>QXBlbA==", "Apel"),
        ("Apel &#xD800;\n siaga", "Apel � siaga"),
    ],
)
def test_titles_are_whole(printed: str, title: str) -> None:
    assert read(rss(f"<title>{printed}</title><link>{URL}</link>")).announcements[0].title == title


def test_a_title_is_the_articles_and_no_pictures() -> None:
    body = rss(f"<media:title>Foto</media:title><title>Apel</title><link>{URL}</link>")
    named = body.replace(b"<rss", b'<rss xmlns:media="http://search.yahoo.com/mrss/"')
    assert [found.title for text in (body, named) for found in read(text).announcements] == ["Apel", "Apel"]
    assert plain_title("AT&T  lepas") == "AT&T lepas"


@pytest.mark.parametrize(
    "hostile",
    [
        b"<rss><item " + b" ".join(b'a%d="x"' % number for number in range(70_000)) + b"/></rss>",
        b"<rss>" + b"<item>" * 20_000,
        b"<rss><item><link>" + b"&" * 300_000,
        b"<rss>" + b"<![CDATA[" * 100_000,
        b"<rss><item>" + b"<description>" * 100_000,
        b"<!DOCTYPE rss [" + b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (n, n - 1, n - 1) for n in range(1, 60))
        + b"]><rss><item><link>&e59;</link></item></rss>",
        b'{"items":' + b"[" * 100_000,
    ],
    ids=["attributes", "depth", "ampersands", "cdata", "open", "entities", "brackets"],
)  # fmt: skip
def test_a_hostile_feed_gives_little_and_ends(hostile: bytes) -> None:
    assert all(len(entry.link() or "") < 400_000 for entry in read_feed(hostile, None) or [])


@pytest.mark.parametrize("page", [b"<html><body><p>Galat</p></body></html>", b"", b"Galat", b"{}", b"[1]"])
def test_a_page_is_no_feed(page: bytes) -> None:
    assert read(page).broken == "not a feed"
