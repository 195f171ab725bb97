"""ANTARA's bureau for Maluku, also for Maluku Utara (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraAmbonSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_ambon"
    title = "ANTARA News Maluku"
    site = "https://ambon.antaranews.com/"
    region = "81"
    zone = "Asia/Jayapura"
