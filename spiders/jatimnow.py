"""Jatimnow, East Java (the form of its addresses is known from stored pages; lists and markup were not seen)."""

from spiders.families.own_system import OwnSystemSpider


class JatimnowSpider(OwnSystemSpider):
    """AMP twins at ``/amp/baca-…``."""

    name = "jatimnow"
    title = "Jatimnow"
    site = "https://jatimnow.com/"
    region = "35"
    article_path = r"/(?:amp/)?baca-(?P<id>\d+)-[\w-]+/?"
    examples = ("/baca-12345-kpu-gelar-simulasi",)
