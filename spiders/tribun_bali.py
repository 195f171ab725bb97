"""Tribun Bali (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunBaliSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_bali"
    title = "Tribun Bali"
    site = "https://bali.tribunnews.com/"
    region = "51"
    zone = "Asia/Makassar"
