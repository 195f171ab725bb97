"""Radar Solo, Jawa Tengah.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarsoloSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarsolo"
    title = "Radar Solo"
    site = "https://radarsolo.jawapos.com/"
    region = "33"
