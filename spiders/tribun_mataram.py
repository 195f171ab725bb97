"""Tribun Mataram, Nusa Tenggara Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunMataramSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_mataram"
    title = "Tribun Mataram"
    site = "https://mataram.tribunnews.com/"
    region = "52"
    zone = "Asia/Makassar"
