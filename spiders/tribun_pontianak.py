"""Tribun Pontianak, Kalimantan Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPontianakSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_pontianak"
    title = "Tribun Pontianak"
    site = "https://pontianak.tribunnews.com/"
    region = "61"
