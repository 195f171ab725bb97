"""Aksara Jabar, Jawa Barat (links of public code to its articles; lists and markup were not seen)."""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class AksarajabarSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "aksarajabar"
    title = "Aksara Jabar"
    site = "https://aksarajabar.pikiran-rakyat.com/"
    region = "32"
