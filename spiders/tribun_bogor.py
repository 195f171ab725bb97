"""Tribun Bogor, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBogorSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_bogor"
    title = "Tribun Bogor"
    site = "https://bogor.tribunnews.com/"
    region = "32"
