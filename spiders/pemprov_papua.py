"""Pemerintah Provinsi Papua.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovPapuaSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_papua"
    title = "Pemerintah Provinsi Papua"
    site = "https://www.papua.go.id/"
    region = "91"
    zone = "Asia/Jayapura"
