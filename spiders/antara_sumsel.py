"""ANTARA's bureau for Sumatera Selatan (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraSumselSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_sumsel"
    title = "ANTARA News Sumatera Selatan"
    site = "https://sumsel.antaranews.com/"
    region = "16"
