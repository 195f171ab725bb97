"""Banjarmasin Post, Kalimantan Selatan.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBanjarmasinSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_banjarmasin"
    title = "Banjarmasin Post"
    site = "https://banjarmasin.tribunnews.com/"
    region = "63"
    zone = "Asia/Makassar"
