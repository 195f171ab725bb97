"""Tribun Padang, Sumatera Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPadangSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_padang"
    title = "Tribun Padang"
    site = "https://padang.tribunnews.com/"
    region = "13"
