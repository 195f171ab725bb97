"""Radar Pena, Daerah Khusus Ibukota Jakarta.

Its host is in a public list of the network's editions; its pages were not seen.
"""

from spiders.families.disway import DiswaySpider


class RadarpenaSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "radarpena"
    title = "Radar Pena"
    site = "https://radarpena.disway.id/"
    region = "31"
