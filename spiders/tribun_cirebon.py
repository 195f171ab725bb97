"""Tribun Cirebon, Jawa Barat.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunCirebonSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_cirebon"
    title = "Tribun Cirebon"
    site = "https://cirebon.tribunnews.com/"
    region = "32"
