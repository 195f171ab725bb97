"""ANTARA's bureau for Jawa Barat (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraJabarSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_jabar"
    title = "ANTARA News Jawa Barat"
    site = "https://jabar.antaranews.com/"
    region = "32"
