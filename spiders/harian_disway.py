"""Harian Disway, Surabaya, East Java (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class HarianDiswaySpider(DiswaySpider):
    """The network's own daily."""

    name = "harian_disway"
    title = "Harian Disway"
    site = "https://harian.disway.id/"
    region = "35"
    examples = ("https://harian.disway.id/read/755540/polrestabes-surabaya-petakan-75-tps-rawan-kecurangan",)
