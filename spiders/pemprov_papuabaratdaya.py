"""Pemerintah Provinsi Papua Barat Daya.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuabaratdayaSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papuabaratdaya"
    title = "Pemerintah Provinsi Papua Barat Daya"
    site = "https://papuabaratdayaprov.go.id/"
    region = "96"
    zone = "Asia/Jayapura"
