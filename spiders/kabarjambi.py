"""Kabar Jambi (its feed is in a public list of feeds of 2018; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class KabarjambiSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "kabarjambi"
    title = "Kabar Jambi"
    site = "https://kabarjambi.net/"
    region = "15"
