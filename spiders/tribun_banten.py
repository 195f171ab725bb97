"""Tribun Banten (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunBantenSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_banten"
    title = "Tribun Banten"
    site = "https://banten.tribunnews.com/"
    region = "36"
