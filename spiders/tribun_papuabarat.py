"""Tribun Papua Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPapuabaratSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_papuabarat"
    title = "Tribun Papua Barat"
    site = "https://papuabarat.tribunnews.com/"
    region = "92"
    zone = "Asia/Jayapura"
