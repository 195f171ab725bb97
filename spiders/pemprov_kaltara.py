"""Pemerintah Provinsi Kalimantan Utara.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovKaltaraSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_kaltara"
    title = "Pemerintah Provinsi Kalimantan Utara"
    site = "https://kaltaraprov.go.id/"
    region = "65"
    zone = "Asia/Makassar"
