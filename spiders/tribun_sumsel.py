"""Tribun Sumsel, Sumatera Selatan.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSumselSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_sumsel"
    title = "Tribun Sumsel"
    site = "https://sumsel.tribunnews.com/"
    region = "16"
