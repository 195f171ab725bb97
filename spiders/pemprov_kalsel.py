"""Pemerintah Provinsi Kalimantan Selatan.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovKalselSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_kalsel"
    title = "Pemerintah Provinsi Kalimantan Selatan"
    site = "https://kalselprov.go.id/"
    region = "63"
    zone = "Asia/Makassar"
