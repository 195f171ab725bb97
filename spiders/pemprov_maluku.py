"""Pemerintah Provinsi Maluku.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovMalukuSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_maluku"
    title = "Pemerintah Provinsi Maluku"
    site = "https://malukuprov.go.id/"
    region = "81"
    zone = "Asia/Jayapura"
