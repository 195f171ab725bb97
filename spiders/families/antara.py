"""ANTARA bureaus: ``{bureau}.antaranews.com``, one system for more than thirty desks of the national agency.

How to recognise it: ``/berita/{number}/{slug}``, "Pewarta: … Editor : … COPYRIGHT © ANTARA News {Region} {Year}".

- Article element ``#print_content .clearfix`` (jatim, jabar, banten, makassar, bali, bengkulu: sure), ``.font17``
  (jateng, jogja, lampung: sure), ``.wrap__article-detail-content`` (www: sure). AMP ``/amp/berita/…``: unknown.
- Paragraphs are ``<p>``, or bare text between ``<br />`` (sure); "Baca juga" in ``span.baca-juga`` or ``<b>`` (sure).
- The visible date ends in a view counter ("Selasa, 23 Mei 2023 14:25 WIB 991"); AMP shows none, its meta has it.
- WIB is printed on western bureaus; what eastern ones print is unknown: each declares its zone for dates without one.
- Pages print a notice that forbids crawling and automatic AI indexing without the agency's written permission.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, printed, shared
from crawler.outlets.sources import Feed, Listing, Search, Source

_LINKS = ".simple-post h3 a, .card__post__content h2 a, .card__post-list a, .h5 a"
"""Links of lists: bureaus old and new, www."""

LAYOUT = Layout(
    article=(
        "#print_content .clearfix", ".wrap__article-detail-content", "div.post-content", ".font17",
        "[itemprop~='articleBody']",
    ),
    prune=(".baca-juga", ".flex-caption", ".wrap__article-detail-image", ".tags-widget", ".blog-tags"),
    title=("h1.post-title", ".wrap__article-detail-title h1"),
    published=(
        "meta[itemprop='datePublished']::attr(content)", "meta[property='article:published_time']::attr(content)",
        ".post-header .article-date", ".wrap__article-detail-info .list-inline-item",
    ),
    modified=("meta[itemprop='dateModified']::attr(content)", "meta[property='article:modified_time']::attr(content)"),
    authors=("footer.post-meta [itemprop='author']", ".post-meta [itemprop='author']"),
    url_date=None,
)  # fmt: skip
"""Bureau and www template."""


class AntaraSpider(OutletSpider):
    """A bureau. Its pages forbid crawling without the agency's written permission."""

    marks = (on_host("antaranews.com"), printed(r"COPYRIGHT © ANTARA"), shared(r"simple-post|card__post"))
    network = "antara"
    terms = "ANTARA's pages forbid taking content, crawling and automatic indexing without its written permission"
    layouts = (LAYOUT,)
    examples = ("/berita/283085/kpu-kabupaten-probolinggo-prioritaskan-distribusi-logistik-ke-pegunungan",)
    article_path = r"/(?:amp/)?berita/(?P<id>\d+)(?:/[^/]*)?/?"
    sources: ClassVar[tuple[Source, ...]] = (
        Feed(url="/rss/terkini.xml"),
        Listing(url="/terkini?page={page}", links=_LINKS),
        Search(url="/search/{term}/{since}/{until}/{page}", links=_LINKS, pages=10),
    )
