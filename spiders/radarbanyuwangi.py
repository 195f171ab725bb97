"""Radar Banyuwangi, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadarbanyuwangiSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radarbanyuwangi"
    title = "Radar Banyuwangi"
    site = "https://radarbanyuwangi.jawapos.com/"
    region = "35"
