"""jatim.antaranews.com: a bureau of ANTARA with its menu of dated headlines, lists, feed, search and AMP pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote_plus

from tests.web.addresses import ANTARA_JATIM, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, clock, iso, local_day, long_day, relative, rss_date, weekday
from tests.web.messages import Handler, Request, Response, html, plain, xml
from tests.web.noise import advertisement, dated_headlines, headlines, menu_names, views
from tests.web.templates import (
    document,
    esc,
    linked_once,
    matching,
    newest_first,
    page_of,
    routed,
    scattered,
    secured,
    signed_paragraphs,
    slug_of,
)

PER_PAGE = 10
"""Articles on a page of a list."""

FEED_ITEMS = 15
"""Articles in the feed."""

_BASE = f"https://{ANTARA_JATIM}"
_TITLE = "ANTARA News Jawa Timur"
_NOTICE = (
    "Dilarang keras mengambil konten, melakukan crawling, atau pengindeksan otomatis oleh AI dari situs ini tanpa izin "
    "tertulis dari Kantor Berita ANTARA."
)

_ADVERTISEMENT = (
    '<div class="text-center"><small>ADVERTISEMENT</small><ins class="adsbygoogle" data-ad-slot="7203"></ins>'
    "<script>(adsbygoogle = window.adsbygoogle || []).push({});</script></div>"
)


def antara_sites(articles: Sequence[SampleArticle], now: datetime) -> dict[str, Handler]:
    """The host of the bureau."""
    bureau = _Bureau([one for one in articles if one.outlet == "antara_jatim"], now)
    handler = routed(
        (
            (r"/robots\.txt", _robots),
            (r"/|/terkini", bureau.latest),
            (r"/rss/terkini\.xml", bureau.feed),
            (r"/search", bureau.simple_search),
            (r"/search/([^/]+)/([^/]+)/([^/]+)(?:/(\d{1,6}))?", bureau.dated_search),
            (r"/(amp/)?berita/(\d+)/[^/]+", bureau.article),
        ),
        _missing,
    )
    return {ANTARA_JATIM: secured(handler)}


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """The page of an article, or its AMP twin; this outlet splits none."""
    return _amp_page(article) if amp else _desktop_page(article)


class _Bureau:
    """Lists, feed and search over the bureau's articles."""

    def __init__(self, articles: Sequence[SampleArticle], now: datetime) -> None:
        self._articles = newest_first(articles)
        self._now = now

    def latest(self, request: Request) -> Response:
        """``/terkini?page=N``."""
        return self._list(self._articles, request.number("page", 1), "Terkini", f"{_BASE}/terkini?page={{}}")

    def simple_search(self, request: Request) -> Response:
        """``/search?q=…&page=N``: no dates."""
        query = request.params.get("q", "")
        found = matching(self._articles, query) if query.strip() else []
        return self._list(
            found,
            request.number("page", 1),
            f"Hasil pencarian {query}",
            f"{_BASE}/search?q={quote_plus(query)}&page={{}}",
        )

    def dated_search(self, request: Request, words: str, since: str, until: str, page: str | None) -> Response:
        """``/search/{words}/{YYYY-MM-DD}/{YYYY-MM-DD}/{page}``: both days included; nothing for other dates."""
        first, last = _day(since), _day(until)
        found = []
        if first is not None and last is not None:
            query = words.replace("+", " ")
            found = [one for one in matching(self._articles, query) if first <= local_day(one.published) <= last]
        address = f"{_BASE}/search/{quote_plus(words.replace('+', ' '))}/{since}/{until}/{{}}"
        return self._list(found, int(page or 1), f"Hasil pencarian {words}", address)

    def feed(self, _: Request) -> Response:
        """``/rss/terkini.xml``, with a byte order mark before the XML."""
        newest = self._articles[:FEED_ITEMS]
        items = "".join(
            f"<item><title>{esc(one.title)}</title><link>{canonical_url(one)}</link>"
            f'<pubDate>{rss_date(one.published)}</pubDate><description><![CDATA[<img src="{_BASE}/cache/{one.id}.jpg" '
            f'align="left" border="0">{one.paragraphs[0]}]]></description><guid>{canonical_url(one)}</guid></item>\n'
            for one in newest
        )
        return xml(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{_TITLE} - Terkini</title>'
            f"<link>{_BASE}</link><description>Berita terkini</description><language>id</language>\n{items}"
            "</channel></rss>\n",
            bom=True,
            modified=newest[0].published if newest else None,
        )

    def article(self, request: Request, amp: str | None, number: str) -> Response:
        """``/berita/{id}/{slug}`` and ``/amp/berita/{id}/{slug}``: found by the number, whatever the slug."""
        article = next((one for one in self._articles if str(one.id) == number), None)
        if article is None:
            return _missing(request)
        body = article_page(article, amp=amp is not None)
        headers = (("Content-Type", "text/html; charset=UTF-8"),)
        return Response(200, body, headers, article.modified or article.published)

    def _list(self, articles: Sequence[SampleArticle], number: int, heading: str, address: str) -> Response:
        shown, pages = page_of(articles, number, PER_PAGE)
        items = "\n".join(
            f'<article class="simple-post simple-big clearfix"><div class="simple-thumb"><a href="{_announced(one)}">'
            f'<img src="{_BASE}/cache/{one.id}.jpg" alt=""></a></div><header><h3><a href="{_announced(one)}" '
            f'title="{esc(one.title)}">{esc(one.title)}</a></h3><p class="simple-share"><a href="#">Jawa Timur</a> '
            f'<span><i class="fa fa-clock-o"></i> {relative(one.published, self._now)}</span></p></header></article>'
            for one in shown
        )
        nearby = range(max(1, number - 2), min(pages, number + 2) + 1)
        links = "".join(
            f'<li class="{"active" if other == number else ""}"><a href="{esc(address.format(other))}">{other}</a></li>'
            for other in sorted({*nearby, pages})
        )
        if number < pages:
            links += f'<li><a href="{esc(address.format(number + 1))}" aria-label="Next">&raquo;</a></li>'
        empty = "" if shown else '<p class="not-found">Tidak ada berita yang ditemukan.</p>'
        main = (
            f'<h1 class="block-title">{esc(heading)}</h1>\n<div id="main-container">{items}{empty}</div>\n'
            f'<div class="text-center"><ul class="pagination">{links}</ul></div>'
        )
        page = _desktop(f"<title>{esc(heading)} - {_TITLE}</title>", main, f"daftar {number}")
        return html(page, modified=max((one.published for one in shown), default=None))


def _announced(article: SampleArticle) -> str:
    """The address under which lists show an article: AMP for those with the option."""
    url = canonical_url(article)
    return _amp_url(article) if "amp" in article.options else url


def _amp_url(article: SampleArticle) -> str:
    return canonical_url(article).replace("/berita/", "/amp/berita/")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _robots(_: Request) -> Response:
    return plain("User-agent: *\nDisallow: /dashboard/\nDisallow: /print/\n")


def _missing(_: Request) -> Response:
    main = '<div class="error-page"><h1>404</h1><p>Halaman yang Anda cari tidak ditemukan.</p></div>'
    return html(_desktop(f"<title>404 - {_TITLE}</title>", main, "404"), status=404)


def _desktop(head: str, main: str, seed: str) -> str:
    columns = "".join(
        f'<li class="dropdown mega-full"><a href="{_BASE}/{slug_of(name)}">{name}</a><ul class="dropdown-menu">'
        + "".join(
            f'<li><a href="{_BASE}/berita/{100_000 + number}/{slug_of(title)}" title="{title}">{title}</a>'
            f"<span>{long_day(moment)} {clock(moment)}</span></li>"
            for number, (title, moment) in enumerate(dated_headlines(f"menu {name}", NOW, 3))
        )
        + "</ul></li>"
        for name in ("Kabar Jatim", *menu_names()[1:8])
    )
    bureaus = "".join(
        f"<li><a href='#'>{name}</a></li>" for name in ("Aceh", "Bali", "Bengkulu", "Jabar", "Jateng", "Papua")
    )
    popular = "".join(
        f'<article class="simple-post"><h3><a href="#">{title}</a></h3><p><span>{number + 1} jam lalu</span></p>'
        "</article>"
        for number, title in enumerate(headlines(f"populer {seed}", 5))
    )
    body = (
        f'<header><div class="top-nav"><ul class="bureaus">{bureaus}</ul></div>'
        f'<nav class="navbar"><ul class="nav navbar-nav">{columns}</ul></nav></header>\n'
        f'<div class="ads-leaderboard">{advertisement("papan " + seed)}</div>\n'
        f'<section id="main-container" class="container"><div class="row"><div class="col-md-8">\n{main}\n</div>'
        f'<aside class="col-md-4"><h4>Terpopuler</h4>{popular}</aside></div></section>\n'
        f"<footer><p>{_TITLE} menyajikan berita terkini dari Jawa Timur</p>"
        "<p>Ketentuan Penggunaan | Pedoman Media Siber</p></footer>"
    )
    return document(head, body)


def _metas(article: SampleArticle) -> str:
    changed = f'<meta itemprop="dateModified" content="{iso(article.modified)}" />\n' if article.modified else ""
    return (
        f"<title>{esc(article.title)} - {_TITLE}</title>\n"
        f'<meta property="og:title" content="{esc(article.title)} - {_TITLE}" />\n'
        '<meta property="og:type" content="article" />\n'
        f'<meta name="description" content="{esc(article.paragraphs[0][:160])}" />\n'
        f'<meta itemprop="datePublished" content="{iso(article.published)}" />\n{changed}'
    )


def _desktop_page(article: SampleArticle) -> bytes:
    url = canonical_url(article)
    head = (
        f'{_metas(article)}<link rel="canonical" href="{url}" />\n<link rel="amphtml" href="{_amp_url(article)}" />\n'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList","itemListElement":'
        f'[{{"@type":"ListItem","position":1,"name":"Beranda","item":"{_BASE}"}}]}}</script>'
    )
    lead = article.paragraphs[0]
    caption = f'<p class="flex-caption">{esc(article.caption)}</p>' if article.caption else ""
    authors = "".join(f'<span itemprop="author">{esc(name)}</span> ' for name in article.authors)
    tags = "".join(
        f'<li><a href="{_BASE}/tag/{slug_of(tag)}">{tag}</a></li>' for tag in (article.place, "antara jatim") if tag
    )
    related = "".join(
        f'<article class="simple-post"><h3><a href="{_BASE}/berita/{200_000 + number}/{slug_of(title)}">{title}'
        "</a></h3>"
        f"<p><span>{long_day(moment)} {clock(moment)}</span></p></article>"
        for number, (title, moment) in enumerate(dated_headlines(article.key, article.published, 4))
    )
    date_line = f"{weekday(article.published)}, {long_day(article.published)} {clock(article.published)} WIB"
    main = (
        f'<ol class="breadcrumb"><li><a href="{_BASE}">Beranda</a></li><li><a href="#">Kabar Jatim</a></li></ol>\n'
        f'<div class="summary hidden-xs">{esc(lead)}</div>\n'
        f'<article class="post-wrapper clearfix" itemscope itemtype="https://schema.org/NewsArticle">\n'
        f'<header class="post-header clearfix"><h1 class="post-title" itemprop="headline">{esc(article.title)}</h1>'
        f'<p class="simple-share"><span class="article-date"><i class="fa fa-clock-o"></i> {date_line} '
        f'<i class="fa fa-eye"></i> {views(article.key)}</span></p></header>\n'
        '<div class="image-overlay">'
        f'<img src="{_BASE}/cache/{article.id}.jpg" alt="{esc(article.title)}">{caption}</div>\n'
        f'<p class="share-summary" itemprop="description">{esc(lead)}</p>\n'
        f'<div id="print_content"><div class="post-content clearfix font17">\n{_body(article)}\n'
        f'<p class="text-muted small mt10">{_credits(article)}</p>\n</div></div>\n'
        f'<footer class="post-meta">{authors}<ul class="tags-widget">{tags}</ul>'
        '<div class="share-box">Bagikan: <a href="#">Facebook</a> <a href="#">X</a> <a href="#">WhatsApp</a>'
        "</div></footer>\n"
        f'</article>\n<section class="related"><h4>Berita Terkait</h4>{related}</section>'
    )
    return _desktop(head, main, article.key).encode()


def _amp_page(article: SampleArticle) -> bytes:
    """The AMP twin: no menu, no visible title and date; the date stands in a meta element."""
    head = (
        f'{_metas(article)}<link rel="canonical" href="{canonical_url(article)}" />\n'
        '<script async src="https://cdn.ampproject.org/v0.js"></script>'
    )
    caption = f"<figcaption>{esc(article.caption)}</figcaption>" if article.caption else ""
    body = (
        f'<header class="amp-header"><a href="{_BASE}">'
        f'<amp-img src="{_BASE}/logo.png" width="180" height="40" alt=""></amp-img>'
        '</a></header>\n<main><article class="amp-article">\n'
        f'<figure><amp-img src="{_BASE}/cache/{article.id}.jpg" width="700" height="465" layout="responsive">'
        f"</amp-img>{caption}"
        f'</figure>\n<div class="post-content">\n{_body(article, amp=True)}\n<p>{_credits(article)}</p>\n</div>\n'
        "</article></main>"
    )
    return document(head, body, attributes='amp lang="id"').encode()


def _body(article: SampleArticle, *, amp: bool = False) -> str:
    texts = [linked_once(esc(text), "Pilkada", f"{_BASE}/tag/pilkada") for text in signed_paragraphs(article)]
    if article.dateline:
        dateline = article.dateline if "(ANTARA)" in article.dateline else f"{article.dateline} (ANTARA)"
        texts[0] = f"{esc(dateline)} - {texts[0]}"
    end = "<br />\n<br />" if "br" in article.options else "</p>"
    blocks = [f"{text}{end}" if "br" in article.options else f"<p>{text}{end}" for text in texts]
    extras = [_read_also(title, number) for number, title in enumerate(article.related)]
    return "\n".join(scattered(blocks, extras if amp else [*extras, _ADVERTISEMENT]))


def _read_also(title: str, number: int) -> str:
    link = f'<a href="{_BASE}/berita/{300_000 + number}/{slug_of(title)}" title="{esc(title)}">{esc(title)}</a>'
    shapes = (
        f'<span class="baca-juga"><b>Baca juga: {link}</b></span>',
        f'<p class="baca-juga">Baca juga: {link}</p>',
        f"<p><b>Baca juga: {link}</b></p>",
        f"<p>Simak juga: {link}</p>",
    )
    return shapes[number % len(shapes)]


def _credits(article: SampleArticle) -> str:
    """Reporter, editor, copyright and the notice against automatic use."""
    lines = []
    if article.authors:
        lines.append(f"Pewarta: {esc(', '.join(article.authors))}")
    if article.editors:
        lines.append(f"Editor : {esc(', '.join(article.editors))}")
    year = local_day(article.published).year
    lines += [f"COPYRIGHT &copy; {_TITLE} {year}", _NOTICE]
    return "<br />\n".join(lines)
