"""Potret Realita, East Java (stored pages: WordPress is likely; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class PotretrealitaSpider(WordPressSpider):
    """Dated addresses; the marks of the theme of Pantura7."""

    name = "potretrealita"
    title = "Potret Realita"
    site = "https://potretrealita.com/"
    region = "35"
    sources = (*WordPressSpider.sources, MONTHS)
