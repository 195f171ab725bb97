"""Tribun Sultra, Sulawesi Tenggara.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSultraSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_sultra"
    title = "Tribun Sultra"
    site = "https://sultra.tribunnews.com/"
    region = "74"
    zone = "Asia/Makassar"
