"""ANTARA's bureau for Kepulauan Riau (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKepriSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kepri"
    title = "ANTARA News Kepulauan Riau"
    site = "https://kepri.antaranews.com/"
    region = "21"
