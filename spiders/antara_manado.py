"""ANTARA's bureau for Sulawesi Utara (its host is named in public code; neither feed nor page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraManadoSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_manado"
    title = "ANTARA News Sulawesi Utara"
    site = "https://manado.antaranews.com/"
    region = "71"
    zone = "Asia/Makassar"
