"""Three sites on systems that no family knows, to be declared from nothing: what a maintainer meets on a new day.

They print the articles of the ANTARA bureau of the sample web in markup and at addresses of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import parse_qsl

from tests.web.articles import SampleArticle
from tests.web.calendar import clock, iso, long_day
from tests.web.messages import Handler, Request, Response, html, plain, xml
from tests.web.noise import advertisement, headlines, menu_names
from tests.web.templates import document, esc, newest_first, page_of, routed, secured, signed_paragraphs

SUARA_LERENG = "www.suaralereng.example"
"""Dated addresses with ``.html``, lists with ``?hal=2``, no feed; the date is printed only."""

WARTA_SELAT = "wartaselat.example"
"""Numbered addresses, a feed, one list that counts articles (``?mulai=8``); the date is in JSON-LD."""

WARTA_TUA = "wartatua.example"
"""A site of twenty years ago: no HTTPS, frames, windows-1252, one program for everything (``?module=&id=&kat=``), a
list that a form turns by POST, paragraphs that are line breaks."""

PER_PAGE = 8


def unfamiliar_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """All hosts."""
    mine = newest_first(one for one in articles if one.outlet == "antara_jatim")
    return {
        SUARA_LERENG: secured(_suara_lereng(mine)),
        WARTA_SELAT: secured(_warta_selat(mine)),
        WARTA_TUA: _warta_tua(mine),
    }


def lereng_url(article: SampleArticle) -> str:
    """Address on Suara Lereng."""
    return f"https://{SUARA_LERENG}/kabar/{article.published:%Y/%m}/{article.slug}.html"


def selat_url(article: SampleArticle) -> str:
    """Address on Warta Selat."""
    return f"https://{WARTA_SELAT}/detail/{article.id}/{article.slug}"


def _suara_lereng(mine: Sequence[SampleArticle]) -> Handler:
    def listing(request: Request) -> Response:
        shown, pages = page_of(mine, request.number("hal", 1), PER_PAGE)
        here = request.number("hal", 1)
        cards = "".join(
            f'<div class="kartu"><a href="{lereng_url(one)}"><img alt=""></a><h3 class="judul-kartu"><a '
            f'href="{lereng_url(one)}">{esc(one.title)}</a></h3><span>{long_day(one.published)}</span></div>'
            for one in shown
        )
        more = f'<a class="lanjut" href="/?hal={here + 1}">Berikutnya »</a>' if here < pages else ""
        side = "".join(f'<li><a href="#">{title}</a></li>' for title in headlines("lereng", 5))
        return html(
            _page(
                "Suara Lereng - Kabar Kaki Gunung Probolinggo",
                f'<div class="daftar">{cards}</div>{more}<ul>{side}</ul>',
            )
        )

    def article(_: Request, slug: str) -> Response:
        one = next((one for one in mine if one.slug == slug), None)
        return html(_lereng_page(one)) if one else html(_page("Tidak ada", "<p>Tidak ada.</p>"), status=404)

    return routed(
        (
            (r"/robots\.txt", lambda _: plain("User-agent: *\nCrawl-delay: 1\nDisallow: /admin/\n")),
            (r"/", listing),
            (r"/kabar/\d{4}/\d\d/([^/]+)\.html", article),
        ),
        lambda _: html(_page("Tidak ada", "<p>Tidak ada.</p>"), status=404),
    )


def _lereng_page(article: SampleArticle) -> str:
    paragraphs = "".join(f"<p>{esc(text)}</p>" for text in signed_paragraphs(article))
    also = "".join(f'<p class="lihat"><b>Baca juga:</b> <a href="#">{esc(title)}</a></p>' for title in article.related)
    names = esc(", ".join(article.authors) or "Redaksi")
    when = f"{long_day(article.published)}, {clock(article.published)} WIB"
    return _page(
        f"{esc(article.title)} - Suara Lereng",
        f'<div class="kepala"><h1>{esc(article.title)}</h1><div class="rincian">Penulis: {names} | {when}</div></div>'
        f'<div class="isi-tulisan">{paragraphs}{also}<div class="iklan">{advertisement("lereng")}</div></div>',
    )


def _warta_selat(mine: Sequence[SampleArticle]) -> Handler:
    def listing(request: Request) -> Response:
        start = request.number("mulai", 0)
        shown = mine[start : start + PER_PAGE]
        rows = "".join(f'<article><h2><a href="{selat_url(one)}">{esc(one.title)}</a></h2></article>' for one in shown)
        more = (
            f'<a rel="next" href="/arsip?mulai={start + PER_PAGE}">lebih lama</a>'
            if start + PER_PAGE < len(mine)
            else ""
        )
        return html(_page("Arsip | Warta Selat", f"<main>{rows}</main>{more}"))

    def front(_: Request) -> Response:
        rows = "".join(f'<li class="baris"><a href="{selat_url(one)}">{esc(one.title)}</a></li>' for one in mine[:6])
        link = '<link rel="alternate" type="application/rss+xml" href="/rss/semua">'
        return html(_page("Warta Selat | Kabar Bangka Belitung", f'<ul>{rows}</ul><a href="/arsip">Indeks</a>', link))

    def feed(_: Request) -> Response:
        items = "".join(
            f"<item><title>{esc(one.title)}</title><link>{selat_url(one)}</link><pubDate>"
            f"{format_datetime(one.published)}</pubDate></item>"
            for one in mine[:10]
        )
        return xml(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Warta Selat</title>{items}</channel></rss>'
        )

    def article(_: Request, number: str) -> Response:
        one = next((one for one in mine if str(one.id) == number), None)
        return html(_selat_page(one)) if one else html(_page("Tidak ada", "<p>Tidak ada.</p>"), status=404)

    return routed(
        (
            (r"/robots\.txt", lambda _: plain("User-agent: *\nDisallow: /cari\n")),
            (r"/", front),
            (r"/arsip", listing),
            (r"/rss/semua", feed),
            (r"/detail/(\d+)/[^/]+", article),
        ),
        lambda _: html(_page("Tidak ada", "<p>Tidak ada.</p>"), status=404),
    )


def _selat_page(article: SampleArticle) -> str:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        f'"{esc(article.title)}", "datePublished": "{iso(article.published)}"}}</script>'
    )
    paragraphs = "<br><br>".join(esc(text) for text in signed_paragraphs(article))
    return _page(
        f"{esc(article.title)} | Warta Selat",
        f'<h1 class="tajuk">{esc(article.title)}</h1><p class="oleh">{esc(", ".join(article.authors))}</p>'
        f'<section id="naskah">{paragraphs}</section>',
        data,
    )


def tua_url(article: SampleArticle) -> str:
    """Address on Warta Tua."""
    return f"http://{WARTA_TUA}/index.php?module=berita&id={article.id}&kat=3"


def _warta_tua(mine: Sequence[SampleArticle]) -> Handler:
    def old(head: str, body: str) -> Response:
        text = f"<HTML><HEAD><TITLE>Warta Tua - Kabar Jawa Timur</TITLE>{head}</HEAD>{body}</HTML>"
        return Response(200, text.encode("cp1252", "xmlcharrefreplace"), (("Content-Type", "text/html"),))

    def frameset() -> Response:
        return old("", '<FRAMESET cols="200,*"><FRAME src="menu.htm"><FRAME src="/index.php?module=depan"></FRAMESET>')

    def listed(number: int) -> Response:
        shown, _ = page_of(mine, number, PER_PAGE)
        rows = "".join(
            f'<TR><TD class=judul><A HREF="{esc(tua_url(one).partition(WARTA_TUA)[2])}">{esc(one.title)}</A></TD></TR>'
            for one in shown
        )
        return old("", f"<BODY><TABLE>{rows}</TABLE></BODY>")

    def front() -> Response:
        form = (
            '<FORM METHOD=post ACTION="/index.php?module=daftar"><INPUT type=hidden name=kat value=3>'
            "<INPUT type=hidden name=hal value=1><INPUT type=submit value=Arsip></FORM>"
        )
        return old("", f'<BODY><H2>Selamat datang</H2><A HREF="/edaran.pdf">Surat edaran</A>{form}</BODY>')

    def article(number: str) -> Response:
        one = next((one for one in mine if str(one.id) == number), None)
        if one is None:
            return Response(404, b"<HTML><BODY>Tidak ada.</BODY></HTML>", (("Content-Type", "text/html"),))
        when = f"{long_day(one.published)}, {clock(one.published)} WIB"
        text = "<br><br>".join(esc(text) for text in signed_paragraphs(one))
        names = esc(", ".join(one.authors) or "Redaksi")
        return old(
            "",
            f"<BODY><FONT size=5 class=kepala>{esc(one.title)}</FONT><DIV class=waktu>{when}</DIV><DIV class=penulis>"
            f"{names}</DIV><DIV class=naskah>{text}</DIV><A HREF='/index.php?module=depan'>Kembali</A></BODY>",
        )

    def site(request: Request) -> Response:
        if request.path == "/robots.txt":
            return plain("User-agent: *\nDisallow: /admin/\n")
        module = request.params.get("module", "")
        if request.path == "/":
            return frameset()
        if request.path == "/menu.htm":
            return old("", "<BODY><A HREF='/index.php?module=depan' target=isi>Berita</A></BODY>")
        if module == "daftar" and request.method == "POST":
            fields = dict(parse_qsl(request.body.decode()))
            return listed(int(fields.get("hal", 1)))
        if module == "depan":
            return front()
        return article(request.params.get("id", "")) if module == "berita" else article("")

    return site


def _page(title: str, main: str, head: str = "") -> str:
    menu = "".join(f'<li><a href="/rubrik/{name.lower()}">{name}</a></li>' for name in menu_names())
    return document(
        f"<title>{title}</title>\n{head}", f"<header><ul>{menu}</ul></header>\n{main}\n<footer>Redaksi</footer>"
    )
