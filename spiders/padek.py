"""Padang Ekspres, Sumatera Barat.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class PadekSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "padek"
    title = "Padang Ekspres"
    site = "https://padek.jawapos.com/"
    region = "13"
