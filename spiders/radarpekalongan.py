"""Radar Pekalongan, Jawa Tengah (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadarpekalonganSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarpekalongan"
    title = "Radar Pekalongan"
    site = "https://radarpekalongan.disway.id/"
    region = "33"
