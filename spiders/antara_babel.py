"""ANTARA's bureau for Bangka Belitung (its host and feed are named in public code; no page was seen)."""

from spiders.families.antara import AntaraSpider


class AntaraBabelSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_babel"
    title = "ANTARA News Bangka Belitung"
    site = "https://babel.antaranews.com/"
    region = "19"
