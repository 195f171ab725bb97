"""ANTARA News Jawa Timur, the East Java bureau of the national news agency."""

from spiders.families.antara import AntaraSpider


class AntaraJatimSpider(AntaraSpider):
    """The agency forbids crawling without its written permission: see ``terms`` in the family."""

    name = "antara_jatim"
    title = "ANTARA News Jawa Timur"
    site = "https://jatim.antaranews.com/"
    region = "35"
    examples = ("https://jatim.antaranews.com/berita/744354/bupati-ipuk-apresiasi-pelni-ub",)
    verified = "2026-11-21: addresses and texts of stored pages, markup and feed in public code; not its search's dates"
