"""Bawaslu Kabupaten Jombang (public links to its uploads, which are WordPress's; lists and markup were not seen)."""

from spiders.families.bawaslu import BawasluSpider


class BawasluJombangSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_jombang"
    title = "Bawaslu Kabupaten Jombang"
    site = "https://jombang.bawaslu.go.id/"
    region = "35.17"
