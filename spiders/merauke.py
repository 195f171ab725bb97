"""Pemerintah Kabupaten Merauke (its host is known from links of public code; lists and markup were not seen)."""

from spiders.families.pemda import PemdaSpider


class MeraukeSpider(PemdaSpider):
    """A government's portal."""

    name = "merauke"
    title = "Pemerintah Kabupaten Merauke"
    site = "https://portal.merauke.go.id/"
    region = "93.01"
    zone = "Asia/Jayapura"
