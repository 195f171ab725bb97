"""Pemerintah Provinsi Sulawesi Barat.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovSulbarSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_sulbar"
    title = "Pemerintah Provinsi Sulawesi Barat"
    site = "https://sulbarprov.go.id/"
    region = "76"
    zone = "Asia/Makassar"
