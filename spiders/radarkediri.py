"""Radar Kediri, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarkediriSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarkediri"
    title = "Radar Kediri"
    site = "https://radarkediri.jawapos.com/"
    region = "35"
