"""Sumatera Ekspres, South Sumatra (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class SumateraekspresSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "sumateraekspres"
    title = "Sumatera Ekspres"
    site = "https://sumateraekspres.bacakoran.co/"
    region = "16"
