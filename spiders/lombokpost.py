"""Lombok Post, Nusa Tenggara Barat.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class LombokpostSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "lombokpost"
    title = "Lombok Post"
    site = "https://lombokpost.jawapos.com/"
    region = "52"
    zone = "Asia/Makassar"
