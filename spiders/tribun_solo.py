"""Tribun Solo, Jawa Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunSoloSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_solo"
    title = "Tribun Solo"
    site = "https://solo.tribunnews.com/"
    region = "33"
