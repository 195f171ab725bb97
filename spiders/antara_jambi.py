"""ANTARA's bureau for Jambi (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraJambiSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_jambi"
    title = "ANTARA News Jambi"
    site = "https://jambi.antaranews.com/"
    region = "15"
