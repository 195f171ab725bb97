"""ANTARA's bureau for Kalimantan Utara (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKaltaraSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kaltara"
    title = "ANTARA News Kalimantan Utara"
    site = "https://kaltara.antaranews.com/"
    region = "65"
    zone = "Asia/Makassar"
