"""Tribun Ternate, Maluku Utara.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunTernateSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_ternate"
    title = "Tribun Ternate"
    site = "https://ternate.tribunnews.com/"
    region = "82"
    zone = "Asia/Jayapura"
