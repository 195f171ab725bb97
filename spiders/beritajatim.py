"""Beritajatim, East Java (public code names its tag lists and the meta element of its date; markup was not seen)."""

from crawler.outlets.sources import Listing
from spiders.families.own_system import FRONT_PAGE, OwnSystemSpider


class BeritajatimSpider(OwnSystemSpider):
    """Slugs at the root; ``/tag/{word}?page=N``."""

    name = "beritajatim"
    title = "Beritajatim"
    site = "https://beritajatim.com/"
    region = "35"
    sources = (Listing(url="/tag/pilkada?page={page}", links="a[href]", pages=5), FRONT_PAGE)
