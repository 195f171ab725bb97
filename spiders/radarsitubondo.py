"""Radar Situbondo, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarsitubondoSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarsitubondo"
    title = "Radar Situbondo"
    site = "https://radarsitubondo.jawapos.com/"
    region = "35"
