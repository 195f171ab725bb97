"""Pemerintah Provinsi Papua Tengah.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuatengahSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papuatengah"
    title = "Pemerintah Provinsi Papua Tengah"
    site = "https://papuatengahprov.go.id/"
    region = "94"
    zone = "Asia/Jayapura"
