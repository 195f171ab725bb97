"""Surya, Jawa Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSurabayaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_surabaya"
    title = "Surya"
    site = "https://surabaya.tribunnews.com/"
    region = "35"
