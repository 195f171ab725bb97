"""RBTV, television in Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class RbtvSpider(DiswaySpider):
    """An online edition of the network."""

    name = "rbtv"
    title = "RBTV"
    site = "https://rbtv.disway.id/"
    region = "17"
