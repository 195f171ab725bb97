"""Tribun Banyumas, Jawa Tengah.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunBanyumasSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_banyumas"
    title = "Tribun Banyumas"
    site = "https://banyumas.tribunnews.com/"
    region = "33"
