"""Bengkulu Ekspress, Bengkulu (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class BengkuluekspressSpider(DiswaySpider):
    """Posts migrated from an older system have escaped quotes."""

    name = "bengkuluekspress"
    title = "Bengkulu Ekspress"
    site = "https://bengkuluekspress.disway.id/"
    region = "17"
    examples = ("https://bengkuluekspress.disway.id/read/100674/polisi-amankan-kotak-suara-hingga-pleno-kpu",)
