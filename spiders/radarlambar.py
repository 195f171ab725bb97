"""Radar Lambar, Lampung Barat (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class RadarlambarSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "radarlambar"
    title = "Radar Lambar"
    site = "https://radarlambar.bacakoran.co/"
    region = "18.04"
