"""Tribun Sulbar, Sulawesi Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSulbarSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_sulbar"
    title = "Tribun Sulbar"
    site = "https://sulbar.tribunnews.com/"
    region = "76"
    zone = "Asia/Makassar"
