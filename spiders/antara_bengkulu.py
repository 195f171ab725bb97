"""ANTARA's bureau for Bengkulu (its feed is named in public code, some pages are stored; lists were not seen)."""

from spiders.families.antara import AntaraSpider


class AntaraBengkuluSpider(AntaraSpider):
    """Crawling needs the agency's written permission: see ``terms`` in the family."""

    name = "antara_bengkulu"
    title = "ANTARA News Bengkulu"
    site = "https://bengkulu.antaranews.com/"
    region = "17"
    examples = (
        "https://bengkulu.antaranews.com/berita/289293/polda-bengkulu-siagakan-6200-personel-jelang-pemilu-2024",
    )
