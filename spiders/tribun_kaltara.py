"""Tribun Kaltara, Kalimantan Utara.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunKaltaraSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_kaltara"
    title = "Tribun Kaltara"
    site = "https://kaltara.tribunnews.com/"
    region = "65"
    zone = "Asia/Makassar"
