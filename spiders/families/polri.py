"""Portals of the police: Tribratanews of a regional police, sites of city police, on ``{unit}.polri.go.id``.

How to recognise it: ``.polri.go.id``; those seen are WordPress (``/?p=13001`` on a city's site: sure; Tribratanews of a
province: taken for the same, low; of Sumut, NTB and Sulteng: three programs, medium). Theme, feed and REST: unknown.

- The national Tribratanews is Odoo: ``/blog/{rubric}-{number}/{slug}-{number}``, lists at ``/blog/page/2`` (Odoo's own
  form; three programs, medium). A unit may be either: the first night says which sources answered.
"""

from typing import ClassVar

from crawler.outlets.marks import on_host
from crawler.outlets.sources import Listing, Source
from spiders.families.wordpress import WordPressSpider


class PolriSpider(WordPressSpider):
    """A unit of the police; all are one network."""

    marks = (on_host("polri.go.id"),)
    network = "polri"
    article_path = WordPressSpider.article_path + r"|/blog/[\w%-]+-\d+/[\w%-]+-\d+/?"
    examples = ("/?p=13001", "/blog/nasional-3/polri-amankan-distribusi-logistik-pemilu-40123")
    sources: ClassVar[tuple[Source, ...]] = (
        *WordPressSpider.sources,
        Listing(url="/blog/page/{page}", start="/blog", links="a[href*='/blog/']", pages=3),
    )
