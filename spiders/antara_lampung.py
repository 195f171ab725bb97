"""ANTARA's bureau for Lampung (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraLampungSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_lampung"
    title = "ANTARA News Lampung"
    site = "https://lampung.antaranews.com/"
    region = "18"
