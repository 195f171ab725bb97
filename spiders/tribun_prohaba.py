"""Prohaba, Aceh (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunProhabaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_prohaba"
    title = "Prohaba"
    site = "https://prohaba.tribunnews.com/"
    region = "11"
