"""Bawaslu Kabupaten Sorong Selatan.

Public links to its uploads, which are WordPress's; lists and markup were not seen.
"""

from spiders.families.bawaslu import BawasluSpider


class BawasluSorongselatanSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_sorongselatan"
    title = "Bawaslu Kabupaten Sorong Selatan"
    site = "https://sorongselatan.bawaslu.go.id/"
    region = "96.02"
    zone = "Asia/Jayapura"
