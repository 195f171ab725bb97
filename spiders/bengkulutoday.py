"""Bengkulu Today, Bengkulu (the form of its addresses is known from stored pages; lists and markup were not seen)."""

from spiders.families.own_system import OwnSystemSpider


class BengkulutodaySpider(OwnSystemSpider):
    """The same article with and without ``/index.php`` before its slug."""

    name = "bengkulutoday"
    title = "Bengkulu Today"
    site = "https://bengkulutoday.com/"
    region = "17"
    article_path = r"/(?:index\.php/)?(?P<id>[a-z0-9]+(?:-[a-z0-9]+){3,})/?"
    examples = ("/index.php/kpu-bengkulu-gelar-simulasi-pencoblosan",)
