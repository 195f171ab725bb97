"""WordPress, with the themes that regional news sites use.

How to recognise it: ``/wp-content/`` in the page, a short link ``/?p=57307``, ``/wp-json/`` in a ``<link>``, and under
the text "Tinggalkan Balasan … Ruas yang wajib ditandai *", which is WordPress's own Indonesian.

- Newkarma (idtheme, "oleh … N Dilihat … No More Posts Available."): selectors are the theme's source, 1.2.2–2.0.1
  (sure of the family, less of the version). The account is often "Redaksi": the writer signs "(reb)" at the end.
- wpberita, jnews, newspaper: selectors from the themes' users (less sure); wpberita puts its footer inside the text.
- ``<!--nextpage-->`` gives ``/slug/2/``; comments page as ``/comment-page-2/`` and ``?replytocom=``, never to follow.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import Mark, printed
from crawler.outlets.sources import Feed, Listing, Sitemap, Source, WordPressPosts

_LINKS = ".entry-title a, .jeg_post_title a, .td-module-title a, h2 a, h3 a"

CORE_SITEMAP = Sitemap(url="/wp-sitemap.xml", contains="posts-post")
"""WordPress's own; a plugin for search engines puts its own in its place."""

PLUGIN_SITEMAP = Sitemap(url="/sitemap_index.xml", contains="post-sitemap")
"""Yoast's and its siblings'."""

MONTHS = Listing(url="/{month:%Y/%m}/page/{page}/", start="/{month:%Y/%m}/", links=_LINKS)
"""Archives by month, of sites whose addresses carry the month."""

LAYOUT = Layout(
    article=(
        ".entry-content.entry-content-single", ".entry-content", ".td-post-content", ".content-inner",
        "[itemprop~='articleBody']", ".post-content", ".wp-block-post-content",
    ),
    prune=(
        ".gmr-related-post-onlytitle", ".gmr-related-post", "[class*='gmr-banner-']", "[class*='newkarma-core-']",
        ".gmr-list-related", ".gmr-newinfinite", ".single-social-icon", ".jnews_inline_related_post", ".sharedaddy",
        ".entry-footer-single", ".page-links", ".prevnextpost-links", ".td-a-rec", ".jeg_ad", ".jeg_post_tags",
    ),
    title=("h1.entry-title", "h1.jeg_post_title", "h1.tdb-title-text"),
    published=(
        "meta[property='article:published_time']::attr(content)",
        ".gmr-metacontent-single time.entry-date::attr(datetime)",
        ".entry-header time.entry-date.published::attr(datetime)",
        ".entry-meta time.entry-date::attr(datetime)",
        ".td-post-title time.entry-date::attr(datetime)",
    ),
    modified=(
        "meta[property='article:modified_time']::attr(content)",
        ".gmr-metacontent-single time.updated:not(.published)::attr(datetime)",
        ".entry-header time.updated:not(.published)::attr(datetime)",
    ),
    authors=(
        "[class*='gmr-metacontent-single'] [class*='entry-author'] a, "
        "[class*='gmr-cf-metacontent'] > span:contains('Penulis'), "
        "[class*='gmr-cf-metacontent'] > span:contains('Writer')",
        ".entry-header .author.vcard a", ".entry-author a", ".td-post-author-name a", ".author.vcard a",
        ".jeg_meta_author a", ".wp-block-post-author__name", ".wp-block-post-author-name",
    ),
    editors=("[class*='gmr-cf-metacontent'] > span:contains('Editor')",),
    url_date=r"/(?P<year>20\d\d)/(?P<month>\d\d)/(?:(?P<day>\d\d)/)?",
)  # fmt: skip
"""One layout for all themes: their selectors do not meet."""


class WordPressSpider(OutletSpider):
    """A WordPress site. REST first: it is dated, has a window of its own, and makes the other sources unnecessary."""

    marks: ClassVar[tuple[Mark, ...]] = (
        printed("/wp-content/"), printed("/wp-json/"), printed("/wp-includes/"), printed(r"/wp-sitemap\.xml"),
        printed(r"content=['\"]WordPress "),
    )  # fmt: skip
    layouts = (LAYOUT,)
    examples: ClassVar[tuple[str, ...]] = (
        "/rakor-penanganan-konflik-sosial-jelang-pemilu/",
        "/2024/01/20/kpu-lipat-surat-suara",
        "/?p=57307",
    )
    article_path = r"/(?:\d{4}/\d{2}/(?:\d{2}/)?)?[a-z0-9]+(?:-[a-z0-9]+){2,}/?(?:(?P<offset>\d{1,2})/?)?|/\?p=\d+"
    parts = (".page-links a::attr(href)", "a.post-page-numbers::attr(href)")
    sources: ClassVar[tuple[Source, ...]] = (
        WordPressPosts(),
        Feed(url="/feed/"),
        Listing(url="/page/{page}/", start="/", links=_LINKS),
    )
