"""Radar Jombang, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarjombangSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarjombang"
    title = "Radar Jombang"
    site = "https://radarjombang.jawapos.com/"
    region = "35"
