"""Bawaslu Jawa Tengah (public links to its uploads, which are WordPress's; lists and markup were not seen)."""

from spiders.families.bawaslu import BawasluSpider


class BawasluJatengSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_jateng"
    title = "Bawaslu Jawa Tengah"
    site = "https://jateng.bawaslu.go.id/"
    region = "33"
