"""Pemerintah Provinsi Papua Pegunungan.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuapegununganSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papuapegunungan"
    title = "Pemerintah Provinsi Papua Pegunungan"
    site = "https://papuapegunungan.go.id/"
    region = "95"
    zone = "Asia/Jayapura"
