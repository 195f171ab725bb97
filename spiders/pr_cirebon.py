"""Pikiran Rakyat Cirebon, Jawa Barat.

Its host is in a list of media in public code; lists and markup were not seen.
"""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class PrCirebonSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "pr_cirebon"
    title = "Pikiran Rakyat Cirebon"
    site = "https://cirebon.pikiran-rakyat.com/"
    region = "32"
