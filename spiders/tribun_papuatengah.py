"""Tribun Papua Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPapuatengahSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_papuatengah"
    title = "Tribun Papua Tengah"
    site = "https://papuatengah.tribunnews.com/"
    region = "94"
    zone = "Asia/Jayapura"
