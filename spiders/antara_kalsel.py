"""ANTARA's bureau for Kalimantan Selatan (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKalselSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kalsel"
    title = "ANTARA News Kalimantan Selatan"
    site = "https://kalsel.antaranews.com/"
    region = "63"
    zone = "Asia/Makassar"
