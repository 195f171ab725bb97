"""Radar Jogja, Daerah Istimewa Yogyakarta.

Links of public code to its articles; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarjogjaSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarjogja"
    title = "Radar Jogja"
    site = "https://radarjogja.jawapos.com/"
    region = "34"
