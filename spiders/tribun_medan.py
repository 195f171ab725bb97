"""Tribun Medan, Sumatera Utara.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunMedanSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_medan"
    title = "Tribun Medan"
    site = "https://medan.tribunnews.com/"
    region = "12"
