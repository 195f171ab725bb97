"""ANTARA's bureau for Kalimantan Tengah (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKaltengSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kalteng"
    title = "ANTARA News Kalimantan Tengah"
    site = "https://kalteng.antaranews.com/"
    region = "62"
