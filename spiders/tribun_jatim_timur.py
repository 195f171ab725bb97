"""Tribun Jatim Timur, Jawa Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunJatimTimurSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jatim_timur"
    title = "Tribun Jatim Timur"
    site = "https://jatim-timur.tribunnews.com/"
    region = "35"
