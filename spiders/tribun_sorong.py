"""Tribun Sorong, Papua Barat Daya.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSorongSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_sorong"
    title = "Tribun Sorong"
    site = "https://sorong.tribunnews.com/"
    region = "96"
    zone = "Asia/Jayapura"
