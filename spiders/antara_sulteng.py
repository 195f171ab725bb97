"""ANTARA's bureau for Sulawesi Tengah (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraSultengSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_sulteng"
    title = "ANTARA News Sulawesi Tengah"
    site = "https://sulteng.antaranews.com/"
    region = "72"
    zone = "Asia/Makassar"
