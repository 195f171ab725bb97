"""Surabaya Pagi, East Java.

Its addresses are known from stored pages, its feed from public code; markup was not seen.
"""

from crawler.outlets.sources import Feed
from spiders.families.own_system import FRONT_PAGE, OwnSystemSpider


class SurabayapagiSpider(OwnSystemSpider):
    """AMP twins at ``/amp/news-…``."""

    name = "surabayapagi"
    title = "Surabaya Pagi"
    site = "https://surabayapagi.com/"
    region = "35"
    article_path = r"/(?:amp/)?news-(?P<id>\d+)-[\w-]+/?"
    sources = (Feed(url="/feed"), FRONT_PAGE)
    examples = ("/news-12345-kpu-gelar-simulasi",)
