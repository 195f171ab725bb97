"""Tribun Gorontalo.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunGorontaloSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_gorontalo"
    title = "Tribun Gorontalo"
    site = "https://gorontalo.tribunnews.com/"
    region = "75"
    zone = "Asia/Makassar"
