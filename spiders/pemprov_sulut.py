"""Pemerintah Provinsi Sulawesi Utara.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovSulutSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_sulut"
    title = "Pemerintah Provinsi Sulawesi Utara"
    site = "https://sulutprov.go.id/"
    region = "71"
    zone = "Asia/Makassar"
