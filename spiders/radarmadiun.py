"""Radar Madiun, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarmadiunSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarmadiun"
    title = "Radar Madiun"
    site = "https://radarmadiun.jawapos.com/"
    region = "35"
