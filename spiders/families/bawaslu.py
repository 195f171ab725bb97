"""Portals of the election supervisory agency: ``{region}.bawaslu.go.id``.

How to recognise it: ``.bawaslu.go.id``, ``/berita/{slug}`` (stored page of Bangka Belitung, public links to three
regencies: sure). List pages, paging, markup and dates: unknown.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.sources import Listing, Source

_LINKS = "a[href*='/berita/']"


class BawasluSpider(OutletSpider):
    """A regional office."""

    marks = (r"\Ahttps?://[^/]*\.bawaslu\.go\.id/",)
    network = "bawaslu"
    layouts = (Layout(article=()),)
    article_path = r"/berita/[\w%-]+/?"
    examples = ("/berita/perkuat-komitmen-demokrasi-bawaslu-pamekasan-silaturahmi-ke-dpd-pks",)
    sources: ClassVar[tuple[Source, ...]] = (
        Listing(url="/berita?page={page}", start="/berita", links=_LINKS, pages=5),
        Listing(url="/", links=_LINKS, pages=1),
    )
