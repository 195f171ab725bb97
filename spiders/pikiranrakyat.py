"""Pikiran Rakyat, Jawa Barat.

It is in lists of media in the public code of three programs, its articles in links; lists and markup were not seen.
"""

from spiders.families.pikiran_rakyat import PikiranRakyatSpider


class PikiranrakyatSpider(PikiranRakyatSpider):
    """A portal of the Pikiran Rakyat network."""

    name = "pikiranrakyat"
    title = "Pikiran Rakyat"
    site = "https://www.pikiran-rakyat.com/"
    region = "32"
