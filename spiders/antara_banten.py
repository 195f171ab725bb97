"""ANTARA's bureau for Banten (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraBantenSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_banten"
    title = "ANTARA News Banten"
    site = "https://banten.antaranews.com/"
    region = "36"
