"""ANTARA's bureau for Kalimantan Timur (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKaltimSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kaltim"
    title = "ANTARA News Kalimantan Timur"
    site = "https://kaltim.antaranews.com/"
    region = "64"
    zone = "Asia/Makassar"
