"""Tribun Timur, Sulawesi Selatan.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunMakassarSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_makassar"
    title = "Tribun Timur"
    site = "https://makassar.tribunnews.com/"
    region = "73"
    zone = "Asia/Makassar"
