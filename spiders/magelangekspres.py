"""Magelang Ekspres, Jawa Tengah (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class MagelangekspresSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "magelangekspres"
    title = "Magelang Ekspres"
    site = "https://magelangekspres.disway.id/"
    region = "33"
