"""ANTARA's bureau for Bali (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraBaliSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_bali"
    title = "ANTARA News Bali"
    site = "https://bali.antaranews.com/"
    region = "51"
    zone = "Asia/Makassar"
