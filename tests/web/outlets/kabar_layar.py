"""Kabar Layar, a site of the sample web whose list and articles are filled by script."""

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.sources import Listing


class KabarLayarSpider(OutletSpider):
    """Needs a browser: without scripts its pages are empty shells."""

    name = "kabar_layar"
    title = "Kabar Layar"
    site = "http://kabarlayar.example/"
    region = "35"
    rendered = True
    article_path = r"/baca/(?P<id>\d+)/[\w-]+"
    sources = (Listing(url="/", links="#daftar a.judul", pages=1),)
    layouts = (
        Layout(
            article=("article.isi",),
            title=("article.isi h1",),
            published=("article.isi time::attr(datetime)",),
            authors=("article.isi .penulis",),
            prune=(".penulis", "time", "h1"),
        ),
    )
