"""Radar Semarang, Jawa Tengah.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarsemarangSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarsemarang"
    title = "Radar Semarang"
    site = "https://radarsemarang.jawapos.com/"
    region = "33"
