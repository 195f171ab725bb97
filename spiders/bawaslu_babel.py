"""Bawaslu Kepulauan Bangka Belitung (the form of its addresses is known from a stored page; the rest is not)."""

from spiders.families.bawaslu import BawasluSpider


class BawasluBabelSpider(BawasluSpider):
    """A portal of the election supervisory agency."""

    name = "bawaslu_babel"
    title = "Bawaslu Kepulauan Bangka Belitung"
    site = "https://babel.bawaslu.go.id/"
    region = "19"
