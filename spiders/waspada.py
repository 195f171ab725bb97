"""Waspada, Sumatera Utara.

It is in a list of regional media in public code of 2026; that it is WordPress is taken from its older host's feed.
"""

from spiders.families.wordpress import WordPressSpider


class WaspadaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "waspada"
    title = "Waspada"
    site = "https://www.waspada.id/"
    region = "12"
