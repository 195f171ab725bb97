"""Tribun Gayo, Aceh.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunGayoSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_gayo"
    title = "Tribun Gayo"
    site = "https://gayo.tribunnews.com/"
    region = "11"
