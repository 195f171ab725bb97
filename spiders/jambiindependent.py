"""Jambi Independent, Jambi (public code names its search; no page was seen)."""

from spiders.families.disway import DiswaySpider


class JambiindependentSpider(DiswaySpider):
    """An online edition of the network."""

    name = "jambiindependent"
    title = "Jambi Independent"
    site = "https://jambiindependent.disway.id/"
    region = "15"
