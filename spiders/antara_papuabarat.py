"""ANTARA's bureau for Papua Barat (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraPapuabaratSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_papuabarat"
    title = "ANTARA News Papua Barat"
    site = "https://papuabarat.antaranews.com/"
    region = "92"
    zone = "Asia/Jayapura"
