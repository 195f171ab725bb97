"""ANTARA's bureau for Papua (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraPapuaSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_papua"
    title = "ANTARA News Papua"
    site = "https://papua.antaranews.com/"
    region = "91"
    zone = "Asia/Jayapura"
