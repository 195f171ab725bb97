"""Tribun Bengkulu (its addresses are known from stored pages; index and markup are other regions')."""

from spiders.families.tribun import TribunSpider


class TribunBengkuluSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_bengkulu"
    title = "Tribun Bengkulu"
    site = "https://bengkulu.tribunnews.com/"
    region = "17"
