"""Tribun Lampung (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunLampungSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_lampung"
    title = "Tribun Lampung"
    site = "https://lampung.tribunnews.com/"
    region = "18"
