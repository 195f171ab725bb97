"""Pemerintah Provinsi Sulawesi Selatan.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovSulselSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_sulsel"
    title = "Pemerintah Provinsi Sulawesi Selatan"
    site = "https://sulselprov.go.id/"
    region = "73"
    zone = "Asia/Makassar"
