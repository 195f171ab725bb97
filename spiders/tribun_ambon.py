"""Tribun Ambon, Maluku.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunAmbonSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_ambon"
    title = "Tribun Ambon"
    site = "https://ambon.tribunnews.com/"
    region = "81"
    zone = "Asia/Jayapura"
