"""Tribun Tangerang, Banten.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunTangerangSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_tangerang"
    title = "Tribun Tangerang"
    site = "https://tangerang.tribunnews.com/"
    region = "36"
