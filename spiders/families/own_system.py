"""Sites on a system of their own, of whose markup nothing is known.

How to recognise it: by none of the other families' marks; an address form that repeats (``/baca-{number}-{slug}``).

The article is taken by the rules for unknown pages, links are whatever the front page links to in the address form that
the outlet declares. What becomes known (an element, an index, a feed) is declared at the outlet; what two outlets share
becomes a family.
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.sources import Listing, Source

FRONT_PAGE = Listing(url="/", links="a[href]", pages=1)
"""Every link of the front page; ``article_path`` decides."""


class OwnSystemSpider(OutletSpider):
    """A site of its own kind: it declares the form of its addresses, unless they are plain slugs at the root."""

    layouts = (Layout(article=()),)
    article_path = r"/[a-z0-9]+(?:-[a-z0-9]+){3,}/?"
    examples = ("/kpu-kota-probolinggo-gelar-simulasi-pencoblosan",)
    sources: ClassVar[tuple[Source, ...]] = (FRONT_PAGE,)
