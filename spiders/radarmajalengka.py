"""Radar Majalengka, Jawa Barat (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadarmajalengkaSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarmajalengka"
    title = "Radar Majalengka"
    site = "https://radarmajalengka.disway.id/"
    region = "32"
