"""Tribun Priangan, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPrianganSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_priangan"
    title = "Tribun Priangan"
    site = "https://priangan.tribunnews.com/"
    region = "32"
