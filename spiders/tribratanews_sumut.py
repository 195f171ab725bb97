"""Tribratanews Polda Sumut, Sumatera Utara (three programs read its REST interface; its theme was not seen)."""

from spiders.families.polri import PolriSpider


class TribratanewsSumutSpider(PolriSpider):
    """The regional police's own news."""

    name = "tribratanews_sumut"
    title = "Tribratanews Polda Sumut"
    site = "https://tribratanews.sumut.polri.go.id/"
    region = "12"
