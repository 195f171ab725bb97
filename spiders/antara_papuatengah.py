"""ANTARA's desk for Papua Tengah (a menu of December 2025 names the desk; its host is not confirmed)."""

from spiders.families.antara import AntaraSpider


class AntaraPapuatengahSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_papuatengah"
    title = "ANTARA News Papua Tengah"
    site = "https://papuatengah.antaranews.com/"
    region = "94"
    zone = "Asia/Jayapura"
    paused = "2026-11-21: its host is taken from the others' form and was seen nowhere"
