"""Harian OKU Selatan, Sumatera Selatan.

Its host is in a public list of the network's editions; its pages were not seen.
"""

from spiders.families.disway import DiswaySpider


class HarianokuselatanSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "harianokuselatan"
    title = "Harian OKU Selatan"
    site = "https://harianokuselatan.bacakoran.co/"
    region = "16"
