"""Bawaslu Riau (public links to its uploads, which are WordPress's; lists and markup were not seen)."""

from spiders.families.bawaslu import BawasluSpider


class BawasluRiauSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_riau"
    title = "Bawaslu Riau"
    site = "https://riau.bawaslu.go.id/"
    region = "14"
