"""Radar Lampung, Lampung (public code reads it, some of it with a browser; no page was seen)."""

from spiders.families.disway import DiswaySpider


class RadarlampungSpider(DiswaySpider):
    """An online edition of the network."""

    name = "radarlampung"
    title = "Radar Lampung"
    site = "https://radarlampung.disway.id/"
    region = "18"
