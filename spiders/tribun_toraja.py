"""Tribun Toraja, Sulawesi Selatan.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunTorajaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_toraja"
    title = "Tribun Toraja"
    site = "https://toraja.tribunnews.com/"
    region = "73"
    zone = "Asia/Makassar"
