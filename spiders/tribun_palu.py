"""Tribun Palu, Sulawesi Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPaluSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_palu"
    title = "Tribun Palu"
    site = "https://palu.tribunnews.com/"
    region = "72"
    zone = "Asia/Makassar"
