"""Tribun Flores, Nusa Tenggara Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunFloresSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_flores"
    title = "Tribun Flores"
    site = "https://flores.tribunnews.com/"
    region = "53"
    zone = "Asia/Makassar"
