"""Portals of the election supervisory agency: ``{region}.bawaslu.go.id``.

How to recognise it: ``.bawaslu.go.id``, ``/berita/{slug}`` (stored page of Bangka Belitung, public links to three
regencies: sure). List pages, paging, markup and dates: unknown.

- Many are WordPress (jombang, jateng, riau, sorongselatan, tanjungpinangkota, tapanuliutara: public links to uploads,
  high), others have ``/id/berita/{slug}`` (www, high). The sources try all; the first night says which answered.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host
from crawler.outlets.sources import Feed, Listing, Source, WordPressPosts

_LINKS = "a[href*='/berita/']"


class BawasluSpider(OutletSpider):
    """A regional office."""

    marks = (on_host("bawaslu.go.id"),)
    network = "bawaslu"
    layouts = (Layout(article=()),)
    article_path = r"/(?:id/)?berita/[\w%-]+/?|/(?:\d{4}/\d{2}/(?:\d{2}/)?)?[a-z0-9]+(?:-[a-z0-9]+){3,}/?|/\?p=\d+"
    examples = (
        "/berita/perkuat-komitmen-demokrasi-bawaslu-pamekasan-silaturahmi-ke-dpd-pks",
        "/id/berita/bawaslu-awasi-masa-tenang",
        "/2024/11/bawaslu-awasi-logistik-pemilu/",
    )
    sources: ClassVar[tuple[Source, ...]] = (
        WordPressPosts(),
        Feed(url="/feed/"),
        Listing(url="/berita?page={page}", start="/berita", links=_LINKS, pages=5),
        Listing(url="/", links=_LINKS, pages=1),
    )
