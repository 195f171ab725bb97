"""ANTARA's bureau for Sulawesi Tenggara (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraSultraSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_sultra"
    title = "ANTARA News Sulawesi Tenggara"
    site = "https://sultra.antaranews.com/"
    region = "74"
    zone = "Asia/Makassar"
