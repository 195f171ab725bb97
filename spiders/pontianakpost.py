"""Pontianak Post, Kalimantan Barat.

Its host is in a list of regional media in public code of 2026, and in links; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class PontianakpostSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "pontianakpost"
    title = "Pontianak Post"
    site = "https://pontianakpost.jawapos.com/"
    region = "61"
