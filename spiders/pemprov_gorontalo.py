"""Pemerintah Provinsi Gorontalo.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovGorontaloSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_gorontalo"
    title = "Pemerintah Provinsi Gorontalo"
    site = "https://gorontaloprov.go.id/"
    region = "75"
    zone = "Asia/Makassar"
