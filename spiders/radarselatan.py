"""Radar Selatan, the south of Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class RadarselatanSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "radarselatan"
    title = "Radar Selatan"
    site = "https://radarselatan.bacakoran.co/"
    region = "17"
