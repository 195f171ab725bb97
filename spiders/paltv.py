"""PALTV, television in Palembang (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class PaltvSpider(DiswaySpider):
    """An online edition of the network."""

    name = "paltv"
    title = "PALTV"
    site = "https://paltv.disway.id/"
    region = "16"
