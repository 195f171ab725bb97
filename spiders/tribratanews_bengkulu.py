"""Tribratanews Polda Bengkulu (its host is known from stored pages; that it is WordPress is taken, not seen)."""

from spiders.families.polri import PolriSpider


class TribratanewsBengkuluSpider(PolriSpider):
    """The regional police's own news."""

    name = "tribratanews_bengkulu"
    title = "Tribratanews Polda Bengkulu"
    site = "https://tribratanews.bengkulu.polri.go.id/"
    region = "17"
