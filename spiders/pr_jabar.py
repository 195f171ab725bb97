"""Pikiran Rakyat Jabar, Jawa Barat (links of public code to its articles; lists and markup were not seen)."""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class PrJabarSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "pr_jabar"
    title = "Pikiran Rakyat Jabar"
    site = "https://jabar.pikiran-rakyat.com/"
    region = "32"
