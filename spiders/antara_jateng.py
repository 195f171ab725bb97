"""ANTARA's bureau for Jawa Tengah (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraJatengSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_jateng"
    title = "ANTARA News Jawa Tengah"
    site = "https://jateng.antaranews.com/"
    region = "33"
