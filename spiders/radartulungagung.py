"""Radar Tulungagung, Jawa Timur.

Its host is in a table of the network's hosts in public code; lists and markup are other radars'.
"""

from spiders.families.jawapos import JawaposSpider


class RadartulungagungSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "radartulungagung"
    title = "Radar Tulungagung"
    site = "https://radartulungagung.jawapos.com/"
    region = "35"
