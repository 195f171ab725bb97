"""Kabar Selebes, Sulawesi Tengah (its feed is in a public list of feeds of 2018; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class KabarselebesSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "kabarselebes"
    title = "Kabar Selebes"
    site = "https://kabarselebes.com/"
    region = "72"
    zone = "Asia/Makassar"
