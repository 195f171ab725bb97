"""Rakyat Benteng, Bengkulu Tengah (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class RakyatbentengSpider(DiswaySpider):
    """An online edition of the network."""

    name = "rakyatbenteng"
    title = "Rakyat Benteng"
    site = "https://rakyatbenteng.disway.id/"
    region = "17.09"
