"""Ninety small outlets with one fault each, for a night that takes them all.

Every outlet has three relevant articles. A fault is in what announces them (feed, sitemap, interface, list), in their
addresses, or in what is answered for them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.web.calendar import NOW, iso, rss_date
from tests.web.made import article_page
from tests.web.messages import Request, Response, html, plain

ARTICLES = 3

_SPIDER = '''"""{name}, made for a test."""

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.sources import Feed, JsonListing, Listing, Sitemap, WordPressPosts


class {camel}Spider(OutletSpider):
    """One fault."""

    name = "{name}"
    title = "{camel}"
    site = "https://{host}/"
    region = "35"
    article_path = r"{pattern}"
    sources = ({source},)
    layouts = (Layout(article=(".isi",), title=("h1",), published=("time::attr(datetime)",)),)
'''

Answer = Callable[[Request, Response], Response]


@dataclass(frozen=True)
class FaultyOutlet:
    """An outlet with one fault. Called, it is the site.

    ``announce`` makes the page at ``/sumber`` from the addresses; ``arrive`` is how many articles are to come in, or
    ``reason`` what the outlet's row has to say instead.
    """

    name: str
    source: str
    announce: Callable[[list[str]], Response]
    address: Callable[[int], str] = lambda number: f"/berita/apel-{number}"
    pattern: str = "/berita/[a-z0-9-]+"
    answer: Answer = lambda request, page: page
    arrive: int = ARTICLES
    reason: str = ""

    @property
    def host(self) -> str:
        """Its one host."""
        return f"{self.name.replace('_', '-')}.example"

    def published(self, number: int) -> datetime:
        """Publication of an article."""
        return NOW - timedelta(hours=number + 1)

    def __call__(self, request: Request) -> Response:
        """The site."""
        asked = f"{request.path}?{request.query}" if request.query else request.path
        addresses = [self.address(number) for number in range(ARTICLES)]
        if request.path == "/robots.txt":
            return self.answer(request, plain("User-agent: *\nDisallow: /admin/\n"))
        if request.path == "/sumber":
            return self.answer(request, self.announce(addresses))
        if asked in addresses:
            number = addresses.index(asked)
            return self.answer(request, html(article_page(f"{self.name} {number}", number, self.published(number))))
        return html("<html><body><h1>Halaman tidak ditemukan</h1></body></html>", status=404)


def _send(body: str | bytes, kind: str = "application/rss+xml; charset=UTF-8") -> Response:
    return Response(200, body if isinstance(body, bytes) else body.encode(), (("Content-Type", kind),))


# ---- feeds

_DATE = rss_date(NOW - timedelta(hours=1))


def _rss(item: str, before: str = "", head: str = "", after: str = "") -> Callable[[list[str]], Response]:
    def make(addresses: list[str]) -> Response:
        items = "".join(f"<item>{item.format(url=one, date=_DATE)}</item>" for one in addresses)
        return _send(f'{before}<rss version="2.0"><channel><title>Kabar</title>{head}{items}</channel></rss>{after}')

    return make


def _atom(entry: str, more: str = "") -> Callable[[list[str]], Response]:
    def make(addresses: list[str]) -> Response:
        rows = "".join(f"<entry><title>Apel</title>{entry.format(url=one)}</entry>" for one in addresses)
        return _send(f'<feed xmlns="http://www.w3.org/2005/Atom" {more}>{rows}</feed>')

    return make


_LINK = "<title>Apel</title><link>{url}</link><pubDate>{date}</pubDate>"


def _recoded(make: Callable[[list[str]], Response], change: Callable[[bytes], bytes], kind: str = "text/xml") -> object:
    return lambda addresses: _send(change(make(addresses).body), kind)


_FEEDS: dict[str, object] = {
    "guid_only": _rss("<title>Apel</title><guid>https://feed-guid-only.example{url}</guid>"),
    "guid_false": _rss("<guid isPermaLink='false'>https://feed-guid-false.example{url}</guid>"),
    "empty_link": _rss("<link/><guid isPermaLink='true'>{url}</guid>"),
    "spaces": _rss("<link>\n\t{url}\n</link>"),
    "cdata": _rss("<link><![CDATA[{url}]]></link>"),
    "ampersand": _rss("<title>Apel & siaga</title><link>{url}</link>"),
    "entities": _rss("<title>Apel &nbsp;&ldquo;Damai&rdquo;</title><link>{url}</link>"),
    "notice": _rss(_LINK, before="<br />\n<b>Notice</b>: x in <b>/home/x.php</b><br />\n<?xml version='1.0'?>"),
    "blank_line": _rss(_LINK, before="\n\n<?xml version='1.0'?>"),
    "doctype": _rss(_LINK, before="<!DOCTYPE rss PUBLIC 'x' 'http://x.example/rss.dtd' [<!ENTITY a 'b'>]>"),
    "entity_word": _rss("<link>{url}</link><description><![CDATA[<!ENTITY x>]]></description>"),
    "prefix": _rss("<link>{url}</link><dc:creator>Siti</dc:creator><media:title>Foto</media:title>"),
    "unclosed": _rss("<title>Apel<link>{url}</link>"),
    "trailing": _rss(_LINK, after="<script>a && b</script>"),
    "control": _rss("<title>Ap\x08el &#27;</title><link>{url}</link>"),
    "twice_escaped": _rss("<title>A &amp;amp; B</title><link>{url}</link>"),
    "zone": _rss("<link>{url}</link><pubDate>Wed, 27 Nov 2024 20:15:00 UT</pubDate>"),
    "broken_date": _rss("<link>{url}</link><pubDate>kemarin dulu sekali</pubDate>"),
    "relation": _atom("<link rel='replies' href='/balas'/><link rel='self' href='/s'/><link href='{url}'/>"),
    "updated_first": _atom("<link href='{url}'/><updated>2024-11-27T10:00:00Z</updated>"
                           "<published>2024-11-27T09:00:00Z</published>"),
    "base": _atom("<link href='{url}'/>", more="xml:base='https://feed-base.example/'"),
    "identifier": _atom("<id>https://feed-identifier.example{url}</id>"),
    "upper": _recoded(_rss(_LINK), lambda body: body.replace(b"item>", b"ITEM>").replace(b"link>", b"LINK>")),
    "utf16": _recoded(_rss(_LINK), lambda body: body.decode().encode("utf-16")),
    "latin": _recoded(_rss("<title>Apél</title><link>{url}</link>"), lambda body: body.decode().encode("cp1252")),
    "marks": _recoded(_rss(_LINK), lambda body: b"\xef\xbb\xbf\xef\xbb\xbf" + body),
    "as_html": _recoded(_rss(_LINK), bytes, "text/html"),
    "untyped": _recoded(_rss(_LINK), bytes, "application/octet-stream"),
    "charset": _recoded(_rss(_LINK), bytes, "text/xml; charset=base64"),
    "json": lambda addresses: _send(json.dumps({"items": [{"url": one} for one in addresses]}), "application/json"),
}  # fmt: skip


# ---- sitemaps


def _sitemap(
    row: str = "<url><loc>{url}</loc></url>", before: str = "", space: str = "http://www.sitemaps.org/x"
) -> object:
    def make(addresses: list[str]) -> Response:
        rows = "".join(row.format(url=one) for one in addresses)
        return _send(f'{before}<urlset xmlns="{space}">{rows}</urlset>', "text/xml")

    return make


def _changed(make: object, change: Callable[[bytes], bytes], kind: str = "text/xml") -> object:
    assert callable(make)
    return lambda addresses: _send(change(make(addresses).body), kind)


_SITEMAPS: dict[str, object] = {
    "gzip": _changed(_sitemap(), gzip.compress, "application/gzip"),
    "gzip_as_xml": _changed(_sitemap(), gzip.compress),
    "gzip_untyped": _changed(_sitemap(), gzip.compress, "application/octet-stream"),
    "ampersand": _sitemap("<url><loc>{url}</loc><title>A & B</title></url>"),
    "notice": _sitemap(before="<b>Warning</b>: x<br/>"),
    "pictures": _sitemap("<url><image:image><image:loc>/f.jpg</image:loc></image:image><loc>{url}</loc></url>"),
    "news": _sitemap("<url><loc>{url}</loc><n:news xmlns:n='n'><n:publication_date>2024-11-27</n:publication_date>"
                     "</n:news></url>"),
    "text": lambda addresses: _send("\n".join(f"https://map-text.example{one}" for one in addresses), "text/plain"),
    "feed": _rss(_LINK),
    "upper": _changed(_sitemap(), lambda body: body.upper().replace(b"/BERITA/APEL", b"/berita/apel")),
    "cut": _changed(_sitemap(), lambda body: body.replace(b"</urlset>", b"")),
    "day": _sitemap("<url><loc>{url}</loc><lastmod>2024-11-20</lastmod></url>"),
    "bad_row": _sitemap("<url><loc>http://[situs]/x</loc></url><url><loc>{url}</loc></url>"),
    "marks": _changed(_sitemap(), lambda body: b"\xef\xbb\xbf \n" + body),
}  # fmt: skip


# ---- interfaces and lists


def _posts(before: str = "", **more: object) -> object:
    def make(addresses: list[str]) -> Response:
        posts: list[object] = [{"link": one, "date": "2024-11-27T10:00:00"} | more for one in addresses]
        return _send(before + json.dumps(posts), "application/json; charset=UTF-8")

    return make


_REST: dict[str, object] = {
    "surrogate": _posts(title={"rendered": "Apel \ud800 siaga"}),
    "notice": _posts("<br />\n<b>Notice</b>: x<br />\n"),
    "mark": _posts("\ufeff"),
    "title_null": _posts(title=None),
    "date_null": _posts(date=None, date_gmt=None),
    "as_html": lambda addresses: _send(json.dumps([7, None, {}, *({"link": one} for one in addresses)]), "text/html"),
}


def _list(row: str, head: str = "", kind: str = "text/html; charset=UTF-8") -> object:
    def make(addresses: list[str]) -> Response:
        rows = "".join(row.format(url=one, bare=one.removeprefix("/")) for one in addresses)
        return _send(f"<html><head>{head}</head><body>{rows}</body></html>", kind)

    return make


_H2 = "<h2><a href='{url}'>Apel siaga</a></h2>"

_LISTS: dict[str, object] = {
    "base": _list("<h2><a href='{bare}'>x</a></h2>", head="<base href='https://list-base.example/'>"),
    "bad_base": _list(_H2, head="<base href='http://['>"),
    "bad_row": _list("<h2><a href='http://[situs]/x'>x</a></h2>" + _H2),
    "charset": _list(_H2, kind="text/html; charset=base64"),
    "untyped": _list(_H2, kind="application/octet-stream"),
    "plain": _list(_H2, kind="text/plain"),
    "pdf": _list("<h2><a href='/berita/siaran-pers.pdf'>x</a></h2>" + _H2),
    "trap": _list("<h2><a href='" + "/berita" * 9 + "'>x</a></h2>" + _H2),
    "script": _list("<h2><a href='javascript:void(0)'>x</a></h2>" + _H2),
    "control": _list("<h2><a href='{url}'>Ap\x00el</a></h2>"),
}


# ---- addresses and answers

_ADDRESSES: dict[str, tuple[Callable[[int], str], str]] = {
    "nameless": (lambda number: f"/baca.php?{number}4", r"/baca\.php\?\d+"),
    "sid": (lambda number: f"/m.php?name=Kabar&sid={number}", r"/m\.php\?sid=\d+&name=Kabar"),
    "source": (lambda number: f"/x.php?source={number}", r"/x\.php\?source=\d+"),
    "mobile": (lambda number: f"/x.php?m=kabar&id={number}", r"/x\.php\?id=\d+&m=kabar"),
    "latin": (lambda number: f"/x.asp?q=caf%E9&n={number}", r"/x\.asp\?q=.+"),
    "lower": (lambda number: f"/berita/kab%c3%a9-{number}", r"/berita/.+"),
    "tilde": (lambda number: f"/%7Ehumas/berita-{number}", r"/.*humas/berita-\d"),
    "slashes": (lambda number: f"/berita//apel-{number}", r"/berita/.+"),
    "tracked": (lambda number: f"/berita/apel-{number}?utm_source=x&ref=depan", r"/berita/[a-z0-9-]+"),
    "long": (lambda number: f"/berita/{number}-" + "panjang-" * 200, r"/berita/[a-z0-9-]+"),
    "empty": (lambda number: f"/x.php?kosong=&id={number}", r"/x\.php\?kosong=&id=\d+"),
    "order": (lambda number: f"/x.php?z=1&id={number}&a=2", r"/x\.php\?a=2&id=\d+&z=1"),
}

_NOTHING = "nothing came in"


def _articles(change: Callable[[Response], Response]) -> Answer:
    return lambda request, page: change(page) if request.path.startswith("/berita/") else page


def _instead(body: str, kind: str = "text/html", status: int = 200) -> Callable[[Response], Response]:
    return lambda page: Response(status, body.encode(), (("Content-Type", kind),))


def _called(kind: str) -> Callable[[Response], Response]:
    return lambda page: Response(200, page.body, (("Content-Type", kind),))


_EMPTY = "<html><body></body></html>"

_ANSWERS: dict[str, tuple[Answer, int, str]] = {
    "server": (_articles(_instead("x", status=500)), 0, "HTTP 500"),
    "forbidden": (_articles(_instead("x", status=403)), 0, "block pages"),
    "missing": (_articles(_instead("x", status=404)), 0, "3 gone"),
    "withdrawn": (_articles(_instead("x", status=410)), 0, "3 gone"),
    "hollow": (_articles(_instead("")), 0, _NOTHING),
    "blank": (_articles(_instead(_EMPTY)), 0, "3 without text"),
    "file": (_articles(_instead("%PDF-1.4", "application/pdf")), 0, "3 without text"),
    "untyped": (_articles(_called("application/octet-stream")), 3, ""),
    "charset": (_articles(_called("text/html; charset=hex")), 3, ""),
    "base": (
        _articles(lambda page: html(page.body.decode().replace("<head>", "<head><base href='http://['>"))), 0, _NOTHING,
    ),
    "robots": (
        lambda request, page: plain("User-agent: *\nDisallow: /berita/\n") if request.path == "/robots.txt" else page,
        0, "disallowed by robots.txt",
    ),
    "shut": (
        lambda request, page: plain("User-agent: *\nDisallow: /\n") if request.path == "/robots.txt" else page,
        0, "robots.txt",
    ),
    "source_server": (
        lambda request, page: html("x", status=500) if request.path == "/sumber" else page, 0, "HTTP 500",
    ),
    "source_gone": (
        lambda request, page: html("x", status=404) if request.path == "/sumber" else page, 0, "HTTP 404",
    ),
    "source_other": (
        lambda request, page: html(_EMPTY) if request.path == "/sumber" else page, 0, "has the site changed",
    ),
    "source_empty": (lambda request, page: plain("") if request.path == "/sumber" else page, 0, "sumber"),
}  # fmt: skip


def outlets() -> Iterator[FaultyOutlet]:
    """All of them."""
    index = _list(_H2)
    kinds: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("feed", "Feed(url='/sumber')", _FEEDS),
        ("map", "Sitemap(url='/sumber')", _SITEMAPS),
        ("rest", "WordPressPosts(url='/sumber')", _REST),
        ("list", "Listing(url='/sumber', links='h2 a')", _LISTS),
    )
    for kind, source, faults in kinds:
        for fault, announce in faults.items():
            assert callable(announce)
            yield FaultyOutlet(f"{kind}_{fault}", source, announce)
    assert callable(index)
    listing = "Listing(url='/sumber', links='h2 a')"
    for fault, (address, pattern) in _ADDRESSES.items():
        yield FaultyOutlet(f"address_{fault}", listing, index, address, pattern)
    for fault, (answer, arrive, reason) in _ANSWERS.items():
        yield FaultyOutlet(f"answer_{fault}", listing, index, answer=answer, arrive=arrive, reason=reason)
    yield FaultyOutlet("list_form", "Listing(url='/sumber', body='hal={page}', links='h2 a', pages=1)", index)
    yield FaultyOutlet(
        "list_json",
        "JsonListing(url='/sumber', items='data', link='slug', form='/berita/{}')",
        lambda addresses: _send(json.dumps({"data": [{"slug": one.rpartition("/")[2]} for one in addresses]})),
    )


def write_faulty(folder: Path, made: list[FaultyOutlet], package: str = "faulty_outlets") -> tuple[str, ...]:
    """Writes the outlets' modules below ``folder``, which is in ``PYTHONPATH``; gives the arguments for ``scrapy``."""
    target = folder / package
    target.mkdir(parents=True)
    (target / "__init__.py").write_text('"""Outlets made for a test."""\n', encoding="utf-8")
    for outlet in made:
        camel = "".join(word.title() for word in outlet.name.split("_"))
        text = _SPIDER.format(
            name=outlet.name, camel=camel, host=outlet.host, pattern=outlet.pattern, source=outlet.source
        )
        (target / f"{outlet.name}.py").write_text(text, encoding="utf-8")
    return ("-s", f"SPIDER_MODULES={package}")


def since() -> str:
    """First moment of the night's window."""
    return iso(NOW - timedelta(days=7, hours=12))
