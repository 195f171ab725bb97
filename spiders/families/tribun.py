"""Tribun network: ``{region}.tribunnews.com``, one system for the portals of many regions.

How to recognise it: ``/{year}/{month}/{day}/{slug}`` or ``/{rubric}/{number}/{slug}`` on ``tribunnews.com``.

- Public code of 2026 has the network's own table of seventy domains (sure of the hosts; some are rubrics, no portals).
- ``?page=all`` shows a split article whole (sure).
- Index by day ``/index-news?date=2024-11-25&page=2``, links in ``li.ptb15 h3`` (public code for five regions, sure of
  the form, unknown whether it still answers without a browser: two programs drove one).
- ``/rss`` (four programs, one for a region of ours: medium-high) and ``/{rubric}/sitemap_news.xml`` (the same) are
  dated and need no browser.
- Article element ``div.side-article.txt-article`` (public code, eight programs), ``#penulis``, ``#editor``,
  ``time.grey`` (one program).
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, shared
from crawler.outlets.sources import Feed, Listing, Sitemap, Source

LAYOUT = Layout(
    article=(".side-article.txt-article", ".txt-article"),
    prune=("figcaption", ".baca"),
    title=("#article h1", "h1#arttitle", "h1"),
    published=("meta[property='article:published_time']::attr(content)", ".mt10 time.grey"),
    authors=("#penulis a",),
    editors=("#editor a",),
    url_date=r"/(?P<year>20\d\d)/(?P<month>\d\d)/(?P<day>\d\d)/",
)


class TribunSpider(OutletSpider):
    """A region's portal."""

    marks = (on_host("tribunnews.com"), shared("side-article"))
    network = "tribun"
    layouts = (LAYOUT,)
    article_path = r"/\d{4}/\d{2}/\d{2}/[\w%-]+/?|/[\w-]+/\d+/[\w%-]+/?"
    whole = "?page=all"
    examples = ("/2024/11/25/bawaslu-awasi-masa-tenang", "/politik/9000101/bawaslu-awasi-masa-tenang")
    sources: ClassVar[tuple[Source, ...]] = (
        Feed(url="/rss"),
        Sitemap(url="/news/sitemap_news.xml"),
        Listing(url="/index-news?date={day:%Y-%m-%d}&page={page}", links=".ptb15 h3 a", pages=10),
    )
