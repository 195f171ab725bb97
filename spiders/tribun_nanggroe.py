"""Tribun Nanggroe, Aceh.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunNanggroeSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_nanggroe"
    title = "Tribun Nanggroe"
    site = "https://nanggroe.tribunnews.com/"
    region = "11"
