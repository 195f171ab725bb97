"""Palembang Pos, Palembang, South Sumatra (public code names its search; no page was seen)."""

from spiders.families.disway import DiswaySpider


class PalposSpider(DiswaySpider):
    """An online edition of the network."""

    name = "palpos"
    title = "Palembang Pos"
    site = "https://palpos.disway.id/"
    region = "16"
