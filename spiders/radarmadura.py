"""Radar Madura, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarmaduraSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarmadura"
    title = "Radar Madura"
    site = "https://radarmadura.jawapos.com/"
    region = "35"
