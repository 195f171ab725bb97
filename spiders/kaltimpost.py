"""Kaltim Post, Kalimantan Timur.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class KaltimpostSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "kaltimpost"
    title = "Kaltim Post"
    site = "https://kaltimpost.jawapos.com/"
    region = "64"
    zone = "Asia/Makassar"
