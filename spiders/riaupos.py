"""Riau Pos.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RiauposSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "riaupos"
    title = "Riau Pos"
    site = "https://riaupos.jawapos.com/"
    region = "14"
