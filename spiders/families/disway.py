"""Disway network: ``*.disway.id`` and the e-paper texts on ``*.bacakoran.co``.

How to recognise it: ``/read/{number}/{slug}``, also ``/{rubric}/read/…`` and ``/amp/{number}/{slug}``; page links with
``data-ci-pagination-page`` (CodeIgniter); "BACA JUGA:Judul" without a space; "Cek Berita dan Artikel … Google News".

- Split articles are offsets: ``/read/{number}/{slug}/15``, ``/30``; on AMP ``/16``, ``/32`` (sure).
- Article element ``div.post.text-black-1`` (sure on disway.id, unverified on bacakoran.co); AMP class unknown, so AMP
  is read from the whole page; its tail ("Kategori :", "Terkait") has dates that look like the article's (sure).
- ``/rss`` and ``/rss/{rubric}`` (public code for two Radar hosts, medium) are dated; ``/kategori/{slug}/{offset}`` goes
  on in steps of 30 (public code, high of the form, unknown for each host). A host without them answers 404, once a
  night, which is reported.
- ``meta[name=pubdate]`` is local time without an offset (sure); AMP shows "Senin 25 Nov 2024 - 22:53 WIB" (sure).
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, shared
from crawler.outlets.sources import Feed, Listing, Search, Source

_LINKS = ".media-heading a"

LAYOUT = Layout(
    article=("div.post.text-black-1",),
    prune=(".ads-slot", ".text-center[style*='f2f2f2']", ".bottom-15 small", ".pagination", ".news-tags"),
    title=("h1.text-black", "h1"),
    published=("meta[name='pubdate']::attr(content)", ".post-info .date"),
    authors=("#author strong",),
    editors=("#editor strong",),
)
"""Desktop pages; AMP pages have no declared element."""


class DiswaySpider(OutletSpider):
    """An edition of the network. Addresses come in many spellings; the number alone is the article."""

    marks = (on_host("disway.id", "bacakoran.co"), shared("data-ci-pagination-page"), shared(r"/(?:read|amp)/\d+/"))
    network = "disway"
    layouts = (LAYOUT,)
    article_path = r"/(?:[\w-]+/)?(?:read|amp)/(?P<id>\d+)(?:/[^/]*)?(?:/(?P<offset>\d+))?/?"
    examples = ("/read/21186/ini-3-kerawanan-pemilu-di-bengkulu-utara/15",)
    parts = ("a[data-ci-pagination-page]::attr(href)",)
    sources: ClassVar[tuple[Source, ...]] = (
        Feed(url="/rss"),
        Listing(url="/", links=_LINKS),
        Feed(url="/rss/politik", partial=True),
        Listing(
            url="/kategori/politik/{page}", start="/kategori/politik", links=_LINKS, first=0, step=30, partial=True
        ),
        Search(
            url="/search/kata/{page}/{page}/?c={term}&num=",
            start="/search/kata/?c={term}",
            links=_LINKS,
            first=0,
            step=30,
        ),
    )
