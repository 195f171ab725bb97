"""Sriwijaya Post, Sumatera Selatan.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPalembangSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_palembang"
    title = "Sriwijaya Post"
    site = "https://palembang.tribunnews.com/"
    region = "16"
