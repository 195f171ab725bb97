"""Sumatera Ekspres Online, Sumatera Selatan.

Its host is in a public list of the network's editions; its pages were not seen.
"""

from spiders.families.disway import DiswaySpider


class SumeksSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "sumeks"
    title = "Sumatera Ekspres Online"
    site = "https://sumeks.disway.id/"
    region = "16"
