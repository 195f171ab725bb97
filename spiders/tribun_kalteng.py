"""Tribun Kalteng, Kalimantan Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunKaltengSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_kalteng"
    title = "Tribun Kalteng"
    site = "https://kalteng.tribunnews.com/"
    region = "62"
