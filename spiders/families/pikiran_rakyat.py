"""Pikiran Rakyat network: ``{portal}.pikiran-rakyat.com``, one system for the portals of many regions.

How to recognise it: ``/{rubric}/pr-{number}/{slug}`` on ``pikiran-rakyat.com``, the number of eight to eleven digits.

- Addresses: links of public code to five portals from 2020 to 2026 (sure); ``/amp/`` stands after the rubric.
- ``?page=all`` shows a split article whole (a public link, medium).
- ``/rss`` (public code of 2026, for the main portal: medium; unknown of the others). Lists and markup were not seen:
  the front page's links are taken, and the article by the rules for unknown pages.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import on_host
from crawler.outlets.sources import Feed, Listing, Source


class PikiranRakyatSpider(OutletSpider):
    """A portal of the network."""

    marks = (on_host("pikiran-rakyat.com"),)
    network = "pikiran_rakyat"
    layouts = (Layout(article=()),)
    article_path = r"/[\w-]+/(?:amp/)?pr-(?P<id>\d{8,12})/[\w%-]+/?"
    whole = "?page=all"
    examples = ("/jawa-barat/pr-3658882877/kpu-mulai-lipat-surat-suara", "/jabar/amp/pr-1139475242/bawaslu-awasi-tps")
    sources: ClassVar[tuple[Source, ...]] = (
        Feed(url="/rss"),
        Listing(url="/", links="a[href*='/pr-']", pages=1),
    )
