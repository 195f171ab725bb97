"""Harian Muba, Sumatera Selatan (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class HarianmubaSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "harianmuba"
    title = "Harian Muba"
    site = "https://harianmuba.bacakoran.co/"
    region = "16"
