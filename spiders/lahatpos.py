"""Lahat Pos, Lahat, South Sumatra (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class LahatposSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "lahatpos"
    title = "Lahat Pos"
    site = "https://lahatpos.bacakoran.co/"
    region = "16.04"
