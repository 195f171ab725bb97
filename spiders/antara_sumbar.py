"""ANTARA's bureau for Sumatera Barat (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraSumbarSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_sumbar"
    title = "ANTARA News Sumatera Barat"
    site = "https://sumbar.antaranews.com/"
    region = "13"
