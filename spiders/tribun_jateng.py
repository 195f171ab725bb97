"""Tribun Jateng, Jawa Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunJatengSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jateng"
    title = "Tribun Jateng"
    site = "https://jateng.tribunnews.com/"
    region = "33"
