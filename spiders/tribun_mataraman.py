"""Tribun Mataraman, Jawa Timur.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunMataramanSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_mataraman"
    title = "Tribun Mataraman"
    site = "https://mataraman.tribunnews.com/"
    region = "35"
