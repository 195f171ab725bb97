"""ANTARA's bureau for Nusa Tenggara Timur (its host is named in public code; neither feed nor page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKupangSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kupang"
    title = "ANTARA News Nusa Tenggara Timur"
    site = "https://kupang.antaranews.com/"
    region = "53"
    zone = "Asia/Makassar"
