"""Pemerintah Provinsi Sulawesi Tengah.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovSultengSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_sulteng"
    title = "Pemerintah Provinsi Sulawesi Tengah"
    site = "https://sultengprov.go.id/"
    region = "72"
    zone = "Asia/Makassar"
