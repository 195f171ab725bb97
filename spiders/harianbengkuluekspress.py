"""Harian Bengkulu Ekspress, Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class HarianbengkuluekspressSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "harianbengkuluekspress"
    title = "Harian Bengkulu Ekspress"
    site = "https://harianbengkuluekspress.bacakoran.co/"
    region = "17"
