"""Bawaslu Kabupaten Tapanuli Utara.

Public links to its uploads, which are WordPress's; lists and markup were not seen.
"""

from spiders.families.bawaslu import BawasluSpider


class BawasluTapanuliutaraSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_tapanuliutara"
    title = "Bawaslu Kabupaten Tapanuli Utara"
    site = "https://tapanuliutara.bawaslu.go.id/"
    region = "12.02"
