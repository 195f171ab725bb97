"""Radar Cirebon, Jawa Barat (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadarcirebonSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarcirebon"
    title = "Radar Cirebon"
    site = "https://radarcirebon.disway.id/"
    region = "32"
