"""Tribun Jambi (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunJambiSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jambi"
    title = "Tribun Jambi"
    site = "https://jambi.tribunnews.com/"
    region = "15"
