"""Radar TV, Lampung (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadartvSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radartv"
    title = "Radar TV"
    site = "https://radartv.disway.id/"
    region = "18"
