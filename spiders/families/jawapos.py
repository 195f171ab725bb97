"""Jawa Pos network: ``{radar}.jawapos.com``, one system for the radars of many regions.

How to recognise it: ``/{rubric}/{number}/{slug}`` on ``jawapos.com``; before, and still on Cenderawasih Pos, one or two
rubrics and ``/{day}/{month}/{year}/{slug}/``.

- ``?page=all`` shows a split article whole (sure of the network).
- Index ``/indeks-berita?daterange=1 November 2024 - 2 November 2024&page=2`` with English months, links in
  ``div.latest__item h2`` (public code for two radars and www, medium).
- Article element: paragraphs directly in ``article`` (public code for www, low); date and people: unknown.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, shared
from crawler.outlets.sources import Listing, Source

LAYOUT = Layout(
    article=("article.read__content", "article"),
    title=("h1",),
    published=("meta[property='article:published_time']::attr(content)",),
    url_date=r"/(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>20\d\d)/",
)
"""Its date pattern is that of the older addresses; the newer ones have none."""


class JawaposSpider(OutletSpider):
    """A radar."""

    marks = (on_host("jawapos.com"), shared("latest__item"))
    network = "jawapos"
    layouts = (LAYOUT,)
    article_path = r"/[\w-]+/(?P<id>\d{6,})/[\w%-]+/?|(?:/[\w-]+){1,2}/\d{2}/\d{2}/\d{4}/[\w%-]+/?"
    whole = "?page=all"
    examples = ("/probolinggo/1005301234/kpu-mulai-lipat-surat-suara", "/region/25/11/2024/kpu-lipat-surat-suara/")
    sources: ClassVar[tuple[Source, ...]] = (
        Listing(
            url="/indeks-berita?daterange={since:%d %B %Y} - {until:%d %B %Y}&page={page}", links=".latest__item h2 a"
        ),
    )
