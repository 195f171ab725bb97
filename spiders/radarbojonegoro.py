"""Radar Bojonegoro, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarbojonegoroSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarbojonegoro"
    title = "Radar Bojonegoro"
    site = "https://radarbojonegoro.jawapos.com/"
    region = "35"
