"""Tribun Papua (its host is in the network's own list of domains in public code of 2026; its pages were not seen)."""

from spiders.families.tribun import TribunSpider


class TribunPapuaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_papua"
    title = "Tribun Papua"
    site = "https://papua.tribunnews.com/"
    region = "91"
    zone = "Asia/Jayapura"
