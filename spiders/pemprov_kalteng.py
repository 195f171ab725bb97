"""Pemerintah Provinsi Kalimantan Tengah.

Its host is in a public page's list of provincial portals; lists and markup were not seen.
"""

from spiders.families.pemda import PemdaSpider


class PemprovKaltengSpider(PemdaSpider):
    """A government's portal."""

    name = "pemprov_kalteng"
    title = "Pemerintah Provinsi Kalimantan Tengah"
    site = "https://kalteng.go.id/"
    region = "62"
