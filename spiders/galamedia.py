"""Galamedia, Jawa Barat (it is in a public program's list of sources; lists and markup were not seen)."""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class GalamediaSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "galamedia"
    title = "Galamedia"
    site = "https://galamedia.pikiran-rakyat.com/"
    region = "32"
