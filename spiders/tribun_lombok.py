"""Tribun Lombok, Nusa Tenggara Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunLombokSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_lombok"
    title = "Tribun Lombok"
    site = "https://lombok.tribunnews.com/"
    region = "52"
    zone = "Asia/Makassar"
