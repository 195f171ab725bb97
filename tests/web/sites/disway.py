"""harianrakyatbengkulu.bacakoran.co: a text edition of the Disway network, with split articles and AMP twins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote_plus

from tests.web.addresses import KORANRB, KORANRB_ALIAS, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import WIB, clock, short_day, weekday
from tests.web.messages import Handler, Request, Response, html
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.templates import (
    document,
    elsewhere,
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

PER_PAGE = 30
"""Articles on a page of a list; addresses count in articles, not in pages."""

READ_STEP, AMP_STEP = 15, 16
"""What the address of each further part of a split article counts up by."""

ALL_RUBRICS = "berita-utama"
"""The rubric that lists everything."""

_BASE = f"https://{KORANRB}"
_TITLE = "KORANRB.ID"
_POLITICAL = ("pilkada", "pemilu", "kpu ", "bawaslu", "paslon", "netralitas")
_OTHERS = ("metropolis", "hukum-kriminal", "ekonomi", "olahraga", "pendidikan")


def koranrb_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """The host of the text edition, and the newspaper's own name, which redirects to it."""
    edition = _Edition([one for one in articles if one.outlet == "koranrb"])
    handler = routed(
        (
            (r"/", edition.front),
            (r"/kategori/(?:\d+/)?([a-z-]+)(?:/(\d{1,6}))?/?", edition.rubric),
            (r"/search/kata(?:/(\d{1,6})/\d{1,6})?/?", edition.search),
            # one slash or two, with or without the rubric before it: the number alone decides
            (r"/{1,2}(?:[a-z-]+/)?(read|amp)/(\d+)/[^/]*(?:/(\d{1,6}))?/?", edition.article),
        ),
        _missing,
    )
    return {KORANRB: secured(handler), KORANRB_ALIAS: elsewhere(KORANRB), f"www.{KORANRB_ALIAS}": elsewhere(KORANRB)}


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """Part ``page`` (from 0) of an article, or of its AMP twin; raises ``IndexError`` past the last part."""
    parts = _parts(article, amp)
    if page not in range(len(parts)):
        raise IndexError(f"{article.key} has {len(parts)} parts, not part {page}")
    return (_amp_page if amp else _read_page)(article, parts, page)


def part_count(article: SampleArticle, *, amp: bool = False) -> int:
    """Number of pages an article is split into."""
    return len(_parts(article, amp))


class _Edition:
    """Lists, search and articles of the edition. It has no feed, no sitemap and no robots.txt."""

    def __init__(self, articles: Sequence[SampleArticle]) -> None:
        self._articles = newest_first(articles)

    def front(self, _: Request) -> Response:
        """``/``: the newest articles."""
        main = f'<h4 class="judul-kanal">Berita Terkini</h4>{_rows(self._articles[:PER_PAGE], "depan")}'
        return html(_desktop(f"<title>{_TITLE}</title>", main, "depan"), modified=_newest(self._articles))

    def rubric(self, request: Request, name: str, offset: str | None) -> Response:
        """``/kategori/{slug}/{offset}``."""
        if name not in (ALL_RUBRICS, "politik", *_OTHERS):
            return _missing(request)
        chosen = [one for one in self._articles if name in (ALL_RUBRICS, _rubric(one))]
        return self._list(chosen, int(offset or 0), name.replace("-", " ").title(), f"{_BASE}/kategori/{name}/{{}}")

    def search(self, request: Request, offset: str | None) -> Response:
        """``/search/kata/?c={words}``, further pages ``/search/kata/{offset}/{offset}/?c={words}&num=``."""
        words = request.params.get("c", "")
        found = matching(self._articles, words) if words.strip() else []
        address = f"{_BASE}/search/kata/{{0}}/{{0}}/?c={quote_plus(words)}&num="
        return self._list(found, int(offset or 0), f"Pencarian: {words}", address)

    def article(self, request: Request, kind: str, number: str, offset: str | None) -> Response:
        """``/read/{id}/{slug}/{offset}`` and ``/amp/…``."""
        article = next((one for one in self._articles if str(one.id) == number), None)
        amp = kind == "amp"
        page, rest = divmod(int(offset or 0), AMP_STEP if amp else READ_STEP)
        if article is None or rest or page >= part_count(article, amp=amp):
            return _missing(request)
        body = article_page(article, page, amp)
        headers = (("Content-Type", "text/html; charset=UTF-8"),)
        return Response(200, body, headers, article.modified or article.published)

    def _list(self, articles: Sequence[SampleArticle], offset: int, heading: str, address: str) -> Response:
        shown, pages = page_of(articles, offset // PER_PAGE + 1, PER_PAGE)
        addresses = [address.format(number * PER_PAGE) for number in range(pages)]
        main = (
            f'<h4 class="judul-kanal">{esc(heading)}</h4>{_rows(shown, heading)}{_pager(addresses, offset // PER_PAGE)}'
        )
        page = _desktop(f"<title>{esc(heading)} - {_TITLE}</title>", main, heading)
        return html(page, modified=_newest(shown))


def _newest(articles: Sequence[SampleArticle]) -> datetime | None:
    return max((one.modified or one.published for one in articles), default=None)


def _rubric(article: SampleArticle) -> str:
    """The rubric of an article, by its headline."""
    political = any(word in f"{article.title} ".lower() for word in _POLITICAL)
    return "politik" if article.relevant or political else _OTHERS[mark(article.key, len(_OTHERS))]


def _parts(article: SampleArticle, amp: bool) -> list[list[str]]:
    """The paragraphs by page: ``split`` on each, on AMP pages one more."""
    texts = signed_paragraphs(article)
    if article.split is None:
        return [texts]
    size = article.split + (1 if amp else 0)
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _address(article: SampleArticle, page: int, amp: bool) -> str:
    url = canonical_url(article)
    if amp:
        url = url.replace("/read/", "/amp/")
    return f"{url}/{page * (AMP_STEP if amp else READ_STEP)}" if page else url


def _announced(article: SampleArticle, place: str) -> str:
    """The address under which a list shows an article: the spellings that this platform mixes."""
    url = canonical_url(article)
    if "amp" in article.options and mark(f"{article.key} {place}", 2):
        return _address(article, 0, amp=True)
    spellings = (
        url,
        url,
        url.replace("/read/", "//read/"),
        f"{url}?utm_source=terkini&utm_medium=listing",
        f"{url}?fbclid=IwAR0{mark(article.key, 10**6)}",
    )
    return spellings[mark(f"spelling {article.key} {place}", len(spellings))]


def _rows(articles: Sequence[SampleArticle], place: str) -> str:
    rows = "\n".join(
        '<div class="media"><div class="media-left"><img class="media-object" '
        f'src="{_BASE}/upload/{one.id or 0:032x}.jpg" alt="{esc(one.title)}"></div>'
        '<div class="media-content"><p class="text-uppercase"><a '
        f'href="{_BASE}/kategori/{_rubric(one)}">{_rubric(one).replace("-", " ")}</a></p><h2 class="media-heading">'
        f'<a href="{esc(_announced(one, place))}">{esc(one.title)}</a></h2><p><span class="date">'
        f"{_date(one.published)}</span></p></div></div>"
        for one in articles
    )
    return f'<div class="media-list">{rows}</div>' if articles else "<p>Tidak ditemukan.</p>"


def _pager(addresses: Sequence[str], current: int) -> str:
    """Page links as CodeIgniter writes them; nothing for a single page."""
    if len(addresses) < 2:
        return ""
    entries = [
        f'<li class="active"><a>{number + 1}</a></li>'
        if number == current
        else f'<li><a href="{esc(url)}" data-ci-pagination-page="{number + 1}">{number + 1}</a></li>'
        for number, url in enumerate(addresses)
    ]
    if current + 1 < len(addresses):
        entries.append(
            f'<li><a href="{esc(addresses[current + 1])}" '
            f'data-ci-pagination-page="{current + 2}" rel="next">&gt;</a></li>'
        )
    return f'<ul class="pagination">{"".join(entries)}</ul>'


def _date(moment: datetime) -> str:
    return f"{weekday(moment)} {moment.astimezone(WIB):%d-%m-%Y},{clock(moment)} WIB"


def _missing(_: Request, *__: str) -> Response:
    main = "<h1>404 Page Not Found</h1><p>Halaman yang Anda tuju tidak tersedia.</p>"
    return html(_desktop("<title>404 Page Not Found</title>", main, "404"), status=404)


def _desktop(head: str, main: str, seed: str) -> str:
    menu = "".join(
        f'<li><a href="{_BASE}/kategori/{name}">{name.replace("-", " ").title()}</a></li>'
        for name in (ALL_RUBRICS, "politik", *_OTHERS)
    )
    extra = "".join(f"<li><a href='#'>{name}</a></li>" for name in menu_names()[6:])
    side = "".join(
        f'<div class="media"><div class="media-content"><h4 class="media-heading"><a href="#">{title}</a></h4>'
        f"<p>{number * 2 + 1} jam</p></div></div>"
        for number, title in enumerate(headlines(f"samping {seed}", 5))
    )
    body = (
        '<div class="iklan-atas"><span>Iklan RBTV</span><span>HONDA</span></div>\n'
        f'<nav class="navbar"><ul class="nav">{menu}{extra}</ul></nav>\n'
        f'<div class="container"><div class="row"><div class="col-sm-8">\n{main}\n</div>'
        f'<div class="col-sm-4"><h4>Terpopuler</h4>{side}'
        f'<div class="ads-slot">{advertisement("samping " + seed)}</div></div>'
        f"</div></div>\n<footer><p>Hak cipta {_TITLE} 2024, bagian dari jaringan media Disway</p></footer>"
    )
    return document(head, body)


def _metas(article: SampleArticle) -> str:
    return (
        f"<title>{esc(article.title)}</title>\n"
        f'<meta property="og:title" content="{esc(article.title)}">\n'
        f'<meta property="og:site_name" content="{_TITLE}">\n'
        f'<meta name="description" content="{esc(article.paragraphs[0][:150])}">\n'
    )


def _read_page(article: SampleArticle, parts: Sequence[Sequence[str]], page: int) -> bytes:
    local = article.published.astimezone(WIB)
    url = canonical_url(article)
    layer = {"published_date": f"{local:%Y-%m-%d %H:%M:%S}", "rubrik": _rubric(article), "id_berita": article.id}
    head = (
        f'{_metas(article)}<meta name="pubdate" content="{local:%Y-%m-%d %H:%M:%S}">\n'
        f'<link rel="canonical" href="{url}">\n<link rel="amphtml" href="{_address(article, 0, amp=True)}">\n'
        f"<script>dataLayer = [{json.dumps(layer)}];</script>"
    )
    addresses = [_address(article, number, amp=False) for number in range(len(parts))]
    authors = "".join(f"Reporter: <strong>{esc(name)}</strong> " for name in article.authors)
    editors = "".join(f"Editor: <strong>{esc(name)}</strong> " for name in article.editors)
    tags = "".join(f'<a href="{_BASE}/listtag/{number}/{slug_of(tag)}">#{tag}</a> ' for number, tag in _tags(article))
    related = "".join(
        f'<div class="media-content"><h4 class="media-heading"><a href="#">{title}</a></h4><p>{_date(moment)}</p></div>'
        for title, moment in dated_headlines(article.key, article.published, 3)
    )
    main = (
        f'<ul class="breadcrumb"><li><a href="{_BASE}">Home</a></li><li><a href="{_BASE}/kategori/{_rubric(article)}">'
        f"{_rubric(article).replace('-', ' ').title()}</a></li></ul>\n"
        f'<h1 class="text-black">{esc(article.title)}</h1>\n'
        f'<div class="post-info"><span class="date">{_date(article.published)}</span> '
        f'<span class="viewer"><i class="fa fa-eye"></i> {views(article.key)}</span></div>\n'
        f'<div class="wartawan"><div id="author">{authors}</div>|<div id="editor">{editors}</div></div>\n'
        f'<div class="post text-black-1">\n{_photo(article) if page == 0 else ""}\n{_body(article, parts, page)}\n'
        f"{_tail(article)}\n</div>\n{_pager(addresses, page)}\n"
        f'<div class="news-tags">{tags}</div>\n<div class="terkait"><h3>Berita Terkait</h3>{related}</div>'
    )
    return _desktop(head, main, article.key).encode()


def _amp_page(article: SampleArticle, parts: Sequence[Sequence[str]], page: int) -> bytes:
    """The AMP twin: its date is only the visible line, and its tail holds lines that look just like it."""
    head = (
        f'{_metas(article)}<link rel="canonical" href="{canonical_url(article)}">\n'
        '<script async src="https://cdn.ampproject.org/v0.js"></script>'
    )
    addresses = [_address(article, number, amp=True) for number in range(len(parts))]
    reporters = "".join(f'<div class="penulis">Reporter : {esc(name.upper())}</div>' for name in article.authors)
    editors = "".join(f'<div class="penyunting">Editor : {esc(name)}</div>' for name in article.editors)
    related = "".join(
        f"<div><small>{short_day(moment)} - {clock(moment)} WIB</small><h3><a href='#'>{title}</a></h3></div>"
        for title, moment in dated_headlines(f"amp {article.key}", article.published, 4)
    )
    body = (
        f'<header class="amp-atas"><a href="{_BASE}">{_TITLE}</a></header>\n<main>\n<h1>{esc(article.title)}</h1>\n'
        f'<div class="tanggal">{short_day(article.published)} - {clock(article.published)} WIB'
        f"</div>\n{reporters}{editors}\n"
        f'<amp-img src="{_BASE}/upload/{article.id or 0:032x}.jpg" '
        f'alt="{esc(article.title)}" width="600" height="400"></amp-img>\n'
        f'<div class="isi-amp">\n{_body(article, parts, page, amp=True)}\n</div>\n{_pager(addresses, page)}\n'
        f'<div class="tutup"><p>Kategori :</p><h2>Terkait</h2>{related}</div>\n</main>'
    )
    return document(head, body, attributes='amp lang="id"').encode()


def _photo(article: SampleArticle) -> str:
    caption = f"<small>{esc(article.caption)}--</small>" if article.caption else ""
    return (
        f'<div class="bottom-15"><img src="{_BASE}/upload/{article.id or 0:032x}.jpg" alt="{esc(article.title)}" '
        f'class="img-responsive">{caption}</div>'
    )


def _body(article: SampleArticle, parts: Sequence[Sequence[str]], page: int, *, amp: bool = False) -> str:
    """One part: its paragraphs, its share of the "Baca juga" lines, an advertisement."""
    texts = [linked_once(esc(text), "Bawaslu", f"{_BASE}/listtag/7/bawaslu") for text in parts[page]]
    if article.dateline and page == 0:
        glue = "" if "glued" in article.options else " – "
        texts[0] = f"<strong>{esc(article.dateline)}</strong>{glue}{texts[0]}"
    blocks = [f"{text}<br><br>" if "br" in article.options else f"<p>{text}</p>" for text in texts]
    mine = [_read_also(title, number) for number, title in enumerate(article.related) if number % len(parts) == page]
    advert = f'<div class="ads-slot"><p>{advertisement(article.key)}</p></div>'
    if amp:
        advert = '<amp-ad width="300" height="250" type="adsense" data-ad-slot="551"></amp-ad>'
    return "\n".join(scattered(blocks, [*mine, advert]))


def _read_also(title: str, number: int) -> str:
    shapes = (
        f'<p><strong><a href="{_BASE}/read/{9000 + number}/{slug_of(title)}">BACA JUGA:{esc(title)}</a></strong></p>',
        f"<p>BACA JUGA:{esc(title)}</p>",
    )
    return shapes[number % len(shapes)]


def _tail(article: SampleArticle) -> str:
    google = (
        "Cek Berita dan Artikel lainnya di <a href='#'>Google News</a>",
        "Cek Berita dan Artikel yang lain di <a href='#'>Google News</a>",
    )[mark(f"google {article.key}", 2)]
    return (
        f'<div class="text-center" style="background:#f2f2f2;padding:10px">{google}</div>\n'
        f"<p>Temukan Berita Terkini {_TITLE} di WhatsApp Channel</p>\n<p><strong>Sumber:</strong></p>"
    )


def _tags(article: SampleArticle) -> list[tuple[int, str]]:
    return list(enumerate((tag for tag in (article.place, "koranrb") if tag), 1))
