"""ANTARA's desk for greater Jakarta (a menu of December 2025 names the desk; its host is not confirmed)."""

from spiders.families.antara import AntaraSpider


class AntaraMegapolitanSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_megapolitan"
    title = "ANTARA News Megapolitan"
    site = "https://megapolitan.antaranews.com/"
    region = "31"
    paused = "2026-11-21: its host is taken from the others' form and was seen nowhere"
