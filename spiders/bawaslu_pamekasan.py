"""Bawaslu Kabupaten Pamekasan (public links to its articles; lists and markup were not seen)."""

from spiders.families.bawaslu import BawasluSpider


class BawasluPamekasanSpider(BawasluSpider):
    """A portal of the election supervisory agency."""

    name = "bawaslu_pamekasan"
    title = "Bawaslu Kabupaten Pamekasan"
    site = "https://pamekasan.bawaslu.go.id/"
    region = "35.28"
