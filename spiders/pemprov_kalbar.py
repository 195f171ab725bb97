"""Pemerintah Provinsi Kalimantan Barat.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovKalbarSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_kalbar"
    title = "Pemerintah Provinsi Kalimantan Barat"
    site = "https://kalbarprov.go.id/"
    region = "61"
