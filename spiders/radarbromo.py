"""Radar Bromo, Probolinggo and Pasuruan (older addresses are known from stored pages; the rest is the network's)."""

from spiders.families.jawapos import JawaposSpider


class RadarbromoSpider(JawaposSpider):
    """A radar of the Jawa Pos network."""

    name = "radarbromo"
    title = "Radar Bromo"
    site = "https://radarbromo.jawapos.com/"
    region = "35"
