"""Tribun Kaltim, Kalimantan Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunKaltimSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_kaltim"
    title = "Tribun Kaltim"
    site = "https://kaltim.tribunnews.com/"
    region = "64"
    zone = "Asia/Makassar"
