"""Radar Mukomuko, Mukomuko, Bengkulu (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class RadarmukomukoSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "radarmukomuko"
    title = "Radar Mukomuko"
    site = "https://radarmukomuko.bacakoran.co/"
    region = "17.06"
