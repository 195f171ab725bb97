"""Pemerintah Provinsi Kalimantan Timur.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovKaltimSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_kaltim"
    title = "Pemerintah Provinsi Kalimantan Timur"
    site = "https://kaltimprov.go.id/"
    region = "64"
    zone = "Asia/Makassar"
