"""ANTARA's bureau for Gorontalo (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraGorontaloSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_gorontalo"
    title = "ANTARA News Gorontalo"
    site = "https://gorontalo.antaranews.com/"
    region = "75"
    zone = "Asia/Makassar"
