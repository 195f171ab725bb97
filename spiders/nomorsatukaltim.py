"""Nomor Satu Kaltim, Kalimantan Timur.

Its host is in a public list of the network's editions; its pages were not seen.
"""

from spiders.families.disway import DiswaySpider


class NomorsatukaltimSpider(DiswaySpider):
    """An edition of the Disway network."""

    name = "nomorsatukaltim"
    title = "Nomor Satu Kaltim"
    site = "https://nomorsatukaltim.disway.id/"
    region = "64"
    zone = "Asia/Makassar"
