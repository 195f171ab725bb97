"""Tribun Pekanbaru, Riau.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunPekanbaruSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_pekanbaru"
    title = "Tribun Pekanbaru"
    site = "https://pekanbaru.tribunnews.com/"
    region = "14"
