"""Radar Surabaya, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarsurabayaSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarsurabaya"
    title = "Radar Surabaya"
    site = "https://radarsurabaya.jawapos.com/"
    region = "35"
