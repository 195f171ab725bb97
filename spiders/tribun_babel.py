"""Tribun Babel, Kepulauan Bangka Belitung.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBabelSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_babel"
    title = "Tribun Babel"
    site = "https://babel.tribunnews.com/"
    region = "19"
