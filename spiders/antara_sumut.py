"""ANTARA's bureau for Sumatera Utara (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraSumutSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_sumut"
    title = "ANTARA News Sumatera Utara"
    site = "https://sumut.antaranews.com/"
    region = "12"
