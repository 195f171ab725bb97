"""Radar Bali (its host is in public code of two programs; lists and markup are other radars')."""

from spiders.families.jawapos import JawaposSpider


class RadarbaliSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarbali"
    title = "Radar Bali"
    site = "https://radarbali.jawapos.com/"
    region = "51"
    zone = "Asia/Makassar"
