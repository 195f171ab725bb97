"""Sources of an outlet: where it announces its articles. A source is a value; an outlet is given a tuple of them.

A source says which pages to ask for (``steps``) and reads what came (``read``): the announcements on the page and the
pages to ask for next. It asks for nothing itself; ``OutletSpider`` does, and decides when enough is enough.

A new kind is a module of this folder and its line below.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.outlets.sources.feed import Feed as Feed
from crawler.outlets.sources.json_listing import JsonListing as JsonListing
from crawler.outlets.sources.links import absolute as absolute
from crawler.outlets.sources.listing import GrowingListing as GrowingListing
from crawler.outlets.sources.listing import Listing as Listing
from crawler.outlets.sources.search import Search as Search
from crawler.outlets.sources.sitemap import Sitemap as Sitemap
from crawler.outlets.sources.source import MAX_ANNOUNCEMENTS as MAX_ANNOUNCEMENTS
from crawler.outlets.sources.source import Announcement as Announcement
from crawler.outlets.sources.source import Context as Context
from crawler.outlets.sources.source import Growth as Growth
from crawler.outlets.sources.source import Reading as Reading
from crawler.outlets.sources.source import Source as Source
from crawler.outlets.sources.source import Step as Step
from crawler.outlets.sources.wordpress_posts import WordPressPosts as WordPressPosts

KINDS: tuple[type[Source], ...] = (Feed, Sitemap, WordPressPosts, Listing, Search, GrowingListing, JsonListing)
"""Every kind of source. Those with an ``option_form`` can be given in ``--source`` of ``scrapy genspider``."""


def without(sources: Iterable[Source], *urls: str) -> tuple[Source, ...]:
    """A family's sources but for those at ``urls``, which one of its outlets does not have.

    Raises ``ValueError`` for an address at which the family has none.
    """
    kept = tuple(sources)
    if strangers := set(urls) - {source.url for source in kept}:
        raise ValueError(f"no source at {', '.join(sorted(strangers))}")
    return tuple(source for source in kept if source.url not in urls)
