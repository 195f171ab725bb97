"""ANTARA's bureau for Aceh (its host is named in public code; neither feed nor page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraAcehSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_aceh"
    title = "ANTARA News Aceh"
    site = "https://aceh.antaranews.com/"
    region = "11"
