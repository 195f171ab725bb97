"""Pos Kupang, Nusa Tenggara Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunKupangSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_kupang"
    title = "Pos Kupang"
    site = "https://kupang.tribunnews.com/"
    region = "53"
    zone = "Asia/Makassar"
