"""Pemerintah Provinsi Papua Barat.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuabaratSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papuabarat"
    title = "Pemerintah Provinsi Papua Barat"
    site = "https://papuabaratprov.go.id/"
    region = "92"
    zone = "Asia/Jayapura"
