"""Cenderawasih Pos, Papua.

Its feed is in the public code of two programs, its articles in stored pages; markup is other radars'.
"""

from crawler.outlets.sources import Feed
from spiders.families.jawapos import JawaposSpider


class CenderawasihposSpider(JawaposSpider):
    """A portal of the Jawa Pos network."""

    name = "cenderawasihpos"
    title = "Cenderawasih Pos"
    site = "https://cenderawasihpos.jawapos.com/"
    region = "91"
    zone = "Asia/Jayapura"
    sources = (Feed(url="/feed/"), *JawaposSpider.sources)
