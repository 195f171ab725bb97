"""Outlets made for a test: any number of small sites, and the spiders that crawl them.

A site of the kind prints its articles in an index that has pages, as its spider declares; a test replaces what it wants
to go wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.web.calendar import NOW
from tests.web.messages import Request, Response, html, plain

_SPIDER = '''"""{name}, made for a test."""

from crawler.items import Layout
from crawler.crawling.spider import OutletSpider
from crawler.outlets.sources import Listing


class {camel}Spider(OutletSpider):
    """An index with pages."""

    name = "{name}"
    title = "{title}"
    site = "{site}"
    region = "35"
    article_path = r"/berita/.+"
    sources = (Listing(url="/indeks?page={{page}}", links="h2 a"),)
    layouts = (Layout(article=(".isi",), title=("h1",), published=("time::attr(datetime)",)),)
    {more}
'''

_PER_PAGE = 5
_DISTRICTS = ("Mayangan", "Kademangan", "Kedopok", "Wonoasih", "Kanigaran", "Sumberasih", "Dringu", "Leces")


@dataclass(frozen=True)
class MadeOutlet:
    """An outlet with ``count`` relevant articles, all of its own text. Called, it is the site."""

    name: str
    count: int = 6
    more: str = "pass"
    """Further declarations of the spider."""
    address: str | None = None
    """Front page; ``https://NAME.example/`` when none is given."""

    @property
    def host(self) -> str:
        """Its one host."""
        return f"{self.name.replace('_', '-')}.example"

    @property
    def site(self) -> str:
        """Its front page."""
        return self.address or f"https://{self.host}/"

    def paths(self) -> list[str]:
        """Paths of its articles, newest first."""
        return [f"/berita/apel-siaga-{number}" for number in range(self.count)]

    def __call__(self, request: Request) -> Response:
        """The site: robots.txt, index and articles."""
        if request.path == "/robots.txt":
            return plain("User-agent: *\nAllow: /\n")
        if request.path == "/indeks":
            first = (request.number("page", 1) - 1) * _PER_PAGE
            links = "".join(f"<h2><a href='{path}'>x</a></h2>" for path in self.paths()[first : first + _PER_PAGE])
            return html(f"<html><body>{links}</body></html>")
        if request.path in self.paths():
            return html(self.page(int(request.path.rpartition("-")[2])))
        return html("<html><body><h1>Halaman tidak ditemukan</h1></body></html>", status=404)

    def page(self, number: int) -> str:
        """One article."""
        published = NOW - timedelta(hours=number + 1)
        return article_page(f"{self.name} {number}", number, published)


def article_page(mark: str, number: int, published: datetime) -> str:
    """A page with a relevant article whose text no other ``mark`` has."""
    district = _DISTRICTS[number % len(_DISTRICTS)]
    paragraphs = (
        f"Polres menggelar apel siaga pengamanan Pilkada di {district}, tercatat sebagai kegiatan {mark}.",
        f"Sebanyak {40 + number} personel menjaga tempat pemungutan suara dan gudang logistik pemilu di {district}.",
        "Kapolres meminta anggota menjaga netralitas dan mencegah konflik sosial selama masa tenang dan pemungutan "
        f"suara. Catatan {mark} diserahkan kepada Bawaslu dan KPU setempat.",
    )
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    title = f"Apel siaga pengamanan Pilkada {mark}"
    return (
        f"<html lang='id'><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<time datetime='{published.isoformat()}'>x</time><div class='isi'>{body}</div></body></html>"
    )


def write_spiders(folder: Path, outlets: Sequence[MadeOutlet], package: str = "made_outlets") -> tuple[str, ...]:
    """Writes the outlets' modules below ``folder``; gives the arguments with which ``scrapy`` crawls them alone.

    ``folder`` has to be in ``PYTHONPATH``.
    """
    target = folder / package
    target.mkdir(parents=True)
    (target / "__init__.py").write_text('"""Outlets made for a test."""\n', encoding="utf-8")
    for outlet in outlets:
        camel = "".join(word.title() for word in outlet.name.split("_"))
        text = _SPIDER.format(name=outlet.name, camel=camel, title=camel, site=outlet.site, more=outlet.more)
        (target / f"{outlet.name}.py").write_text(text, encoding="utf-8")
    return ("-s", f"SPIDER_MODULES={package}")
