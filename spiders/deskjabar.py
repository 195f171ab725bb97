"""DeskJabar, Jawa Barat (links of public code to its articles; lists and markup were not seen)."""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class DeskjabarSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "deskjabar"
    title = "DeskJabar"
    site = "https://deskjabar.pikiran-rakyat.com/"
    region = "32"
