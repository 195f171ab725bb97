"""BangsaOnline, East Java (the form of its addresses is known from stored pages; lists and markup were not seen)."""

from spiders.families.own_system import OwnSystemSpider


class BangsaonlineSpider(OwnSystemSpider):
    """A number and a slug after ``/berita/``."""

    name = "bangsaonline"
    title = "BangsaOnline"
    site = "https://bangsaonline.com/"
    region = "35"
    article_path = r"/berita/(?P<id>\d+)(?:/[\w-]+)?/?"
    examples = ("/berita/12345/kpu-gelar-simulasi",)
