"""Pikiran Rakyat Jateng, Jawa Tengah (links of public code to its articles; lists and markup were not seen)."""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class PrJatengSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "pr_jateng"
    title = "Pikiran Rakyat Jateng"
    site = "https://jateng.pikiran-rakyat.com/"
    region = "33"
