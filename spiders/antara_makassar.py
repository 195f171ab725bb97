"""ANTARA's bureau for Sulawesi Selatan, also for Sulawesi Barat.

Its host is named in public code; neither feed nor page was seen.
"""

from spiders.families.antara import AntaraSpider


class AntaraMakassarSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_makassar"
    title = "ANTARA News Sulawesi Selatan"
    site = "https://makassar.antaranews.com/"
    region = "73"
    zone = "Asia/Makassar"
