"""Pemerintah Provinsi Sulawesi Tenggara.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovSultraSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_sultra"
    title = "Pemerintah Provinsi Sulawesi Tenggara"
    site = "https://sultraprov.go.id/"
    region = "74"
    zone = "Asia/Makassar"
