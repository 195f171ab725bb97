"""Berita Murung Raya, Kabupaten Murung Raya (its feed and REST are read by public code; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class MurungrayaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "murungraya"
    title = "Berita Murung Raya"
    site = "https://berita.murungrayakab.go.id/"
    region = "62.12"
