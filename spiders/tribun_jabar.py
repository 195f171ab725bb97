"""Tribun Jabar, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunJabarSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jabar"
    title = "Tribun Jabar"
    site = "https://jabar.tribunnews.com/"
    region = "32"
