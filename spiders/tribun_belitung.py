"""Tribun Belitung (its addresses are known from stored pages; index and markup are other regions')."""

from spiders.families.tribun import TribunSpider


class TribunBelitungSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_belitung"
    title = "Tribun Belitung"
    site = "https://belitung.tribunnews.com/"
    region = "19"
