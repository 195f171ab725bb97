"""Polresta Bengkulu (a stored page: WordPress is sure; theme and sources were not seen)."""

from spiders.families.polri import PolriSpider


class PolrestaBengkuluSpider(PolriSpider):
    """The city police's own news."""

    name = "polresta_bengkulu"
    title = "Polresta Bengkulu"
    site = "https://restabengkulukota.bengkulu.polri.go.id/"
    region = "17.71"
