"""Jambi Ekspres, Jambi (public code names its search; no page was seen)."""

from spiders.families.disway import DiswaySpider


class JambiekspresSpider(DiswaySpider):
    """An online edition of the network."""

    name = "jambiekspres"
    title = "Jambi Ekspres"
    site = "https://jambiekspres.disway.id/"
    region = "15"
