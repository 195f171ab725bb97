"""ANTARA's bureau for Yogyakarta (its host is named in public code; neither feed nor page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraJogjaSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_jogja"
    title = "ANTARA News Yogyakarta"
    site = "https://jogja.antaranews.com/"
    region = "34"
