"""Bawaslu Kota Tanjungpinang, Kota Tanjung Pinang.

Public links to its uploads, which are WordPress's; lists and markup were not seen.
"""

from spiders.families.bawaslu import BawasluSpider


class BawasluTanjungpinangkotaSpider(BawasluSpider):
    """An office of the election supervisory agency."""

    name = "bawaslu_tanjungpinangkota"
    title = "Bawaslu Kota Tanjungpinang"
    site = "https://tanjungpinangkota.bawaslu.go.id/"
    region = "21.72"
