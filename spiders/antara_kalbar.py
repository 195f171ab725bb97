"""ANTARA's bureau for Kalimantan Barat (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraKalbarSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_kalbar"
    title = "ANTARA News Kalimantan Barat"
    site = "https://kalbar.antaranews.com/"
    region = "61"
