"""Jatimnet, East Java (the form of its addresses is known from stored pages; lists and markup were not seen)."""

from spiders.families.own_system import OwnSystemSpider


class JatimnetSpider(OwnSystemSpider):
    """Slugs at the root; prints its dates in UTC."""

    name = "jatimnet"
    title = "Jatimnet"
    site = "https://jatimnet.com/"
    region = "35"
