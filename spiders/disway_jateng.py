"""Disway Jateng, Jawa Tengah (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class DiswayJatengSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "disway_jateng"
    title = "Disway Jateng"
    site = "https://jateng.disway.id/"
    region = "33"
