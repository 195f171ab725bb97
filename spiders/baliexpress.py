"""Bali Express (its host is in public notes on the island's press; lists and markup are other radars')."""

from spiders.families.jawapos import JawaposSpider


class BaliexpressSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "baliexpress"
    title = "Bali Express"
    site = "https://baliexpress.jawapos.com/"
    region = "51"
    zone = "Asia/Makassar"
