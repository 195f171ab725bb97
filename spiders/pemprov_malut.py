"""Pemerintah Provinsi Maluku Utara.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovMalutSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_malut"
    title = "Pemerintah Provinsi Maluku Utara"
    site = "https://malutprov.go.id/"
    region = "82"
    zone = "Asia/Jayapura"
