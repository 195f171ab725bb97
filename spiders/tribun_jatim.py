"""Tribun Jatim (its addresses are known from stored pages; index and markup are other regions')."""

from spiders.families.tribun import TribunSpider


class TribunJatimSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jatim"
    title = "Tribun Jatim"
    site = "https://jatim.tribunnews.com/"
    region = "35"
