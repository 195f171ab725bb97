"""Radar Banyumas, Jawa Tengah (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadarbanyumasSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarbanyumas"
    title = "Radar Banyumas"
    site = "https://radarbanyumas.disway.id/"
    region = "33"
