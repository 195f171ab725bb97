"""Radar Bengkulu, Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class RadarbengkuluSpider(DiswaySpider):
    """An online edition of the network."""

    name = "radarbengkulu"
    title = "Radar Bengkulu"
    site = "https://radarbengkulu.disway.id/"
    region = "17"
