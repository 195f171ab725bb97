"""Radar Jabar, Jawa Barat (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadarjabarSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarjabar"
    title = "Radar Jabar"
    site = "https://radarjabar.disway.id/"
    region = "32"
