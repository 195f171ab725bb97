"""Tribun Depok, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunDepokSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_depok"
    title = "Tribun Depok"
    site = "https://depok.tribunnews.com/"
    region = "32"
