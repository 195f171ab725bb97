"""BETV, television in Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class BetvSpider(DiswaySpider):
    """An online edition of the network."""

    name = "betv"
    title = "BETV"
    site = "https://betv.disway.id/"
    region = "17"
