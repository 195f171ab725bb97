"""Tribun Jogja, Daerah Istimewa Yogyakarta.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunJogjaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jogja"
    title = "Tribun Jogja"
    site = "https://jogja.tribunnews.com/"
    region = "34"
