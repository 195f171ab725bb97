"""ANTARA's bureau for Nusa Tenggara Barat (its host is named in public code; neither feed nor page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraMataramSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_mataram"
    title = "ANTARA News Nusa Tenggara Barat"
    site = "https://mataram.antaranews.com/"
    region = "52"
    zone = "Asia/Makassar"
