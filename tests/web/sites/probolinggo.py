"""probolinggokota.go.id: the city's main portal (Joomla) and two units' portals (a system of its own)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from tests.web.addresses import PROBOLINGGO, PROBOLINGGO_HOSTS, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import local_day
from tests.web.messages import Handler, Request, Response, html, plain
from tests.web.noise import headlines
from tests.web.templates import (
    document,
    elsewhere,
    esc,
    hard_wrapped,
    newest_first,
    page_of,
    routed,
    secured,
    signed_paragraphs,
)

PER_PAGE = 10
"""Articles on a page of every list."""

_UNITS = {"bag-hukum": "Bagian Hukum", "bag-pemerintahan": "Bagian Pemerintahan"}


def probolinggo_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """The main portal and the two units' portals."""
    mine = newest_first(one for one in articles if one.outlet == "probolinggo_kota")
    sites = {
        PROBOLINGGO_HOSTS[system]: secured(_unit_site(system, [one for one in mine if one.system == system]))
        for system in _UNITS
    }
    sites[PROBOLINGGO] = secured(_main_site([one for one in mine if one.system == "main"]))
    sites[f"www.{PROBOLINGGO}"] = elsewhere(PROBOLINGGO)
    return sites


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """The page of an article on its portal; this outlet splits none and has no AMP pages."""
    return (_main_article if article.system == "main" else _unit_article)(article).encode()


def _main_site(articles: Sequence[SampleArticle]) -> Handler:
    def front(_: Request) -> Response:
        rows = "".join(f'<li><a href="{canonical_url(one)}">{esc(one.title)}</a></li>' for one in articles[:5])
        return html(_main_page("<title>Beranda - Kota Probolinggo</title>", f'<ul class="latestnews">{rows}</ul>'))

    def listing(request: Request, year: str) -> Response:
        chosen = [one for one in articles if str(local_day(one.published).year) == year]
        if not chosen:
            return missing(request)
        pages = page_of(chosen, 1, PER_PAGE)[1]
        # like Joomla, which shows the last page when the start lies behind the end
        number = min(request.number("start", 0) // PER_PAGE + 1, pages)
        shown = page_of(chosen, number, PER_PAGE)[0]
        rows = "".join(
            '<div class="com-content-category-blog__item blog-item"><div class="item-content"><div class="page-header">'
            f'<h2><a href="{canonical_url(one)}">{esc(one.title)}</a></h2></div>'
            f"<p>{esc(one.paragraphs[0][:120])}...</p>"
            f'<p class="readmore"><a class="btn" href="{canonical_url(one)}">Selengkapnya</a></p></div></div>\n'
            for one in shown
        )
        address = f"/berita-1-2/{year}"
        links = "".join(
            f'<li class="page-item"><a class="page-link" href="{address}?start={other * PER_PAGE}">{other + 1}</a></li>'
            if other
            else f'<li class="page-item"><a class="page-link" href="{address}">1</a></li>'
            for other in range(pages)
        )
        main = f'<div class="blog"><h1>{year}</h1>{rows}<ul class="pagination">{links}</ul></div>'
        return html(_main_page(f"<title>{year} - Kota Probolinggo</title>", main), modified=_changed(shown))

    def article(request: Request, year: str, slug: str) -> Response:
        return _found(articles, request, lambda one: canonical_url(one).endswith(f"/{year}/{slug}"), missing)

    def missing(_: Request) -> Response:
        return html(_main_page("<title>404</title>", "<h1>404 - Artikel tidak ditemukan</h1>"), status=404)

    return routed(
        (
            (r"/robots\.txt", _joomla_robots),
            (r"/", front),
            (r"/berita-1-2/(\d{4})/?", listing),
            (r"/berita-1-2/(\d{4})/([a-z0-9-]+)", article),
        ),
        missing,
    )


def _unit_site(system: str, articles: Sequence[SampleArticle]) -> Handler:
    def listing(request: Request) -> Response:
        number = request.number("page_hal", 1)
        shown, pages = page_of(articles, number, PER_PAGE)
        rows = "".join(
            f'<div class="kotak-berita"><h4><a href="{canonical_url(one)}">{esc(one.title)}</a></h4>'
            f"<p>{esc(one.paragraphs[0][:110])}...</p>"
            f'<a href="{canonical_url(one)}" class="btn">Baca selengkapnya</a></div>\n'
            for one in shown
        )
        links = "".join(f'<a href="/berita?page_hal={other}">{other}</a> ' for other in range(1, pages + 1))
        main = f'<h3>Berita</h3>{rows}<div class="halaman">{links}</div>'
        return html(_unit_page(system, f"<title>Berita {_UNITS[system]}</title>", main), modified=_changed(shown))

    def article(request: Request, slug: str) -> Response:
        return _found(articles, request, lambda one: one.slug == slug, missing)

    def missing(_: Request) -> Response:
        return html(_unit_page(system, "<title>404</title>", "<p>Maaf, halaman tidak ditemukan.</p>"), status=404)

    def robots(request: Request) -> Response:
        # one unit has none; the other answers every unknown address with its front page and status 200
        return missing(request) if system == "bag-hukum" else listing(request)

    return routed(
        ((r"/robots\.txt", robots), (r"/|/berita", listing), (r"/detail/([a-z0-9-]+)", article)),
        missing,
    )


def _found(
    articles: Sequence[SampleArticle], request: Request, fits: Callable[[SampleArticle], bool], missing: Handler
) -> Response:
    article = next((one for one in articles if fits(one)), None)
    if article is None:
        return missing(request)
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Response(200, article_page(article), headers, article.modified or article.published)


def _changed(articles: Sequence[SampleArticle]) -> datetime | None:
    return max((one.modified or one.published for one in articles), default=None)


def _joomla_robots(_: Request) -> Response:
    folders = ("administrator", "api", "bin", "cache", "cli", "components", "includes", "language", "libraries", "logs")
    return plain("User-agent: *\n" + "".join(f"Disallow: /{folder}/\n" for folder in (*folders, "tmp")))


def _main_page(head: str, main: str) -> str:
    body = (
        '<header class="header"><div class="navbar-brand">Pemerintah Kota Probolinggo</div><nav><ul class="mod-menu">'
        '<li><a href="/">Beranda</a></li><li><a href="/berita-1-2/2024">Berita</a></li><li>'
        '<a href="/layanan">Layanan</a></li>'
        "<li>Profil<ul><li>Sejarah</li><li>Visi dan Misi</li><li>Lambang Daerah</li></ul></li>"
        f'<li><a href="https://{PROBOLINGGO_HOSTS["bag-hukum"]}/">Bagian Hukum</a></li></ul></nav></header>\n'
        f"<main>\n{main}\n</main>\n<aside><h3>Agenda</h3><ul>"
        + "".join(f"<li>{title}</li>" for title in headlines("agenda kota", 3))
        + "</ul></aside>\n<footer><p>Dinas Komunikasi dan Informatika Kota Probolinggo</p>"
        "<p>Pengunjung hari ini: 412</p></footer>"
    )
    return document(head, body, attributes='lang="id-id" dir="ltr"')


def _main_article(article: SampleArticle) -> str:
    """Title, the year as the name of the category, text, share buttons: no full date anywhere."""
    year = local_day(article.published).year
    head = (
        f'<meta name="description" content="{esc(article.paragraphs[0][:150])}">\n'
        '<meta name="generator" content="Joomla! - Open '
        f'Source Content Management">\n<title>{esc(article.title)}</title>\n'
        f'<link rel="canonical" href="{canonical_url(article)}">'
    )
    caption = f"<figcaption>{esc(article.caption)}</figcaption>" if article.caption else ""
    related = "".join(f"<li><a href='#'>{esc(title)}</a></li>" for title in article.related)
    main = (
        '<div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">\n'
        f'<div class="page-header"><h1 itemprop="headline">{esc(article.title)}</h1></div>\n'
        '<dl class="article-info text-muted"><dd class="category-name">'
        f'<a href="/berita-1-2/{year}" itemprop="genre">{year}</a>'
        f'</dd></dl>\n<figure class="item-image"><img src="/images/{article.slug}.jpg" alt="">{caption}</figure>\n'
        f'<div itemprop="articleBody" class="com-content-article__body">\n{_body(article)}\n</div>\n'
        '<div class="bagikan"><strong>BAGIKAN</strong> <a href="#">Facebook</a> <a href="#">WhatsApp</a></div>\n'
        + (f'<div class="terkait"><h4>Berita Terkait</h4><ul>{related}</ul></div>\n' if related else "")
        + "</div>"
    )
    return _main_page(head, main)


def _unit_page(system: str, head: str, main: str) -> str:
    body = (
        f'<div class="atas"><b>{_UNITS[system]} Sekretariat Daerah Kota Probolinggo</b></div>\n'
        '<div class="menu"><a href="/">Beranda</a> <a href="/berita">Berita</a> '
        '<a href="/produk-hukum">Produk Hukum</a> '
        '<a href="/kontak">Kontak</a></div>\n'
        f'<div class="isi">\n{main}\n</div>\n<div class="samping"><h5>Tautan</h5><ul>'
        f"<li>{'</li><li>'.join(headlines(system, 3))}"
        "</li></ul></div>\n<div class='bawah'>Jalan Panglima Sudirman, Kota Probolinggo. Statistik pengunjung: 27</div>"
    )
    return document(head, body)


def _unit_article(article: SampleArticle) -> str:
    """The text alone. One unit names the title in the head, the other nowhere but in its list; neither has a date."""
    head = ""
    if article.system == "bag-hukum":
        head = f'<title>{esc(article.title)}</title>\n<meta property="og:title" content="{esc(article.title)}">'
    main = (
        f'<div class="foto"><img src="/foto/{article.slug}.jpg" alt="foto berita"></div>\n'
        f'<div class="detail-berita">\n{_body(article)}\n</div>\n<div class="kembali"><a href="/berita">Kembali'
        "</a></div>"
    )
    return _unit_page(article.system, head, main)


def _body(article: SampleArticle) -> str:
    wrapped = "hardwrap" in article.options
    texts = [esc(hard_wrapped(text) if wrapped else text) for text in signed_paragraphs(article)]
    if wrapped:
        # a word processor also breaks the run of text after an opening word in quotation marks
        texts = [re.sub(r"^(“\S+)[ \n]", r'<font face="Arial">\1</font>\n', text) for text in texts]
    if article.dateline:
        glue = "" if "glued" in article.options else " -\n" if wrapped else " - "
        texts[0] = f"<strong>{esc(article.dateline)}</strong>{glue}{texts[0]}"
    if "br" in article.options:
        return "<br />\n<br />\n".join(texts)
    style = ' align="justify" style="margin-bottom: 0cm; line-height: 150%"' if wrapped else ""
    return "\n".join(f"<p{style}>{text}</p>" for text in texts) + "\n<p>&nbsp;</p>"
