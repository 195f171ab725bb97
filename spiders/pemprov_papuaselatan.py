"""Pemerintah Provinsi Papua Selatan.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuaselatanSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papuaselatan"
    title = "Pemerintah Provinsi Papua Selatan"
    site = "https://papuaselatan.go.id/"
    region = "93"
    zone = "Asia/Jayapura"
