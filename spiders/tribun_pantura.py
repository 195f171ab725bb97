"""Tribun Pantura, Jawa Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPanturaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_pantura"
    title = "Tribun Pantura"
    site = "https://pantura.tribunnews.com/"
    region = "33"
