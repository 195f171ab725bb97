"""Tribun Batam, Kepulauan Riau.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBatamSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_batam"
    title = "Tribun Batam"
    site = "https://batam.tribunnews.com/"
    region = "21"
