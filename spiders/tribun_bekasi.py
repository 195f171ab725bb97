"""Tribun Bekasi, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBekasiSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_bekasi"
    title = "Tribun Bekasi"
    site = "https://bekasi.tribunnews.com/"
    region = "32"
