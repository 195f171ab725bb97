"""Surya Malang, Jawa Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSuryamalangSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_suryamalang"
    title = "Surya Malang"
    site = "https://suryamalang.tribunnews.com/"
    region = "35"
