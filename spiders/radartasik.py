"""Radar Tasikmalaya, Jawa Barat (its host is in a public list of the network's editions; its pages were not seen)."""

from spiders.families.disway import DiswaySpider


class RadartasikSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radartasik"
    title = "Radar Tasikmalaya"
    site = "https://radartasik.disway.id/"
    region = "32"
