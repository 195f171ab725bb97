"""ANTARA's bureau for Riau (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraRiauSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_riau"
    title = "ANTARA News Riau"
    site = "https://riau.antaranews.com/"
    region = "14"
