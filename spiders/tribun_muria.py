"""Tribun Muria, Jawa Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunMuriaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_muria"
    title = "Tribun Muria"
    site = "https://muria.tribunnews.com/"
    region = "33"
