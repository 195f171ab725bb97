"""Manado Post, Sulawesi Utara.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class ManadopostSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "manadopost"
    title = "Manado Post"
    site = "https://manadopost.jawapos.com/"
    region = "71"
    zone = "Asia/Makassar"
