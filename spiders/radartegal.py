"""Radar Tegal, Jawa Tengah (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadartegalSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radartegal"
    title = "Radar Tegal"
    site = "https://radartegal.disway.id/"
    region = "33"
