"""Portals of the election commission: ``{kab|kota}-{name}.kpu.go.id``, ``{province}.kpu.go.id``.

How to recognise it: ``.kpu.go.id``, ``/blog/read/{number}_{slug}``, ``/blog/category/{number}?page=2``, both also
behind ``/index.php``.

- Category 104 is "Berita Terkini" (stored pages of Bali, Ketapang, Kayong Utara, Kota Probolinggo: sure; a commission's
  own desks have other numbers). Its pages hold whole texts; articles are still read from their own pages.
- Others have ``/berita/baca/{number}/{slug}`` (public links to three commissions, high): a second system, whose lists
  are unknown; its articles are taken from the front page.
- Articles at ``/blog/read/{number}_{slug}`` (public links to six commissions, sure). Markup and dates: unknown.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, shared
from crawler.outlets.sources import Listing, Source


class KpuSpider(OutletSpider):
    """A commission."""

    marks = (on_host("kpu.go.id"), shared(r"/blog/(?:read|category)/\d+"))
    network = "kpu"
    layouts = (Layout(article=()),)
    article_path = r"/(?:index\.php/)?(?:blog/read/(?P<id>\d+)[_/]|berita/baca/\d+/)[\w%-]+/?"
    examples = ("/blog/read/8076_kpu-tetapkan-daftar-pemilih-tetap", "/berita/baca/8076/kpu-tetapkan-daftar-pemilih")
    sources: ClassVar[tuple[Source, ...]] = (
        Listing(url="/blog/category/104?page={page}", links="a[href*='/blog/read/']"),
        Listing(url="/", links="a[href*='/berita/baca/'], a[href*='/blog/read/']", pages=1),
    )
