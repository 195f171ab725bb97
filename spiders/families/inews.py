"""iNews network: ``{city}.inews.id``, one system for the portals of many cities.

How to recognise it: ``/read/{number}/{slug}``, page suffixes ``/1``, ``/2`` and ``/all``; "KOTA, iNEWSKota.id - ".

- ``/all`` shows a split article whole (sure of the suffix, seen on ``/amp/{number}/{slug}/all``).
- Index ``/indeks/{city}/all``, then ``/12``, ``/24`` (seen in public code for Karawang, less sure of other cities).
- Article element ``div.bodyArticle``, title ``h1.headerTitle``, date ``div.createdAt`` (public code, Karawang, medium).
"""

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host, shared
from crawler.outlets.sources import Listing, Source

_LINKS = ".box-list-news .list-desk a[href*='/read/']"

LAYOUT = Layout(
    article=("div.bodyArticle",),
    title=("h1.headerTitle",),
    published=("meta[property='article:published_time']::attr(content)", ".createdAt"),
    authors=("ul.author li.authorList a",),
    prune=(".tags",),
)


class InewsSpider(OutletSpider):
    """A city's portal; it declares its index with ``city_index``."""

    marks = (on_host("inews.id"), shared("bodyArticle"))
    network = "inews"
    layouts = (LAYOUT,)
    article_path = r"/(?:read|amp)/(?P<id>\d+)(?:/[\w%-]+)?(?:/all|/(?P<offset>\d{1,2}))?/?"
    whole = "/all"
    examples = ("/read/4123/kpu-kota-probolinggo-tetapkan-dpt", "/amp/4123/kpu-kota-probolinggo-tetapkan-dpt/all")


def city_index(city: str) -> tuple[Source, ...]:
    """The index of a city's portal."""
    return (Listing(url=f"/indeks/{city}/all/{{page}}", start=f"/indeks/{city}/all", links=_LINKS, first=0, step=12),)
