"""Bangka Pos, Kepulauan Bangka Belitung.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBangkaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_bangka"
    title = "Bangka Pos"
    site = "https://bangka.tribunnews.com/"
    region = "19"
