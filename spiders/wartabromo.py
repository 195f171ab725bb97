"""WartaBromo, Probolinggo and Pasuruan (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class WartabromoSpider(WordPressSpider):
    """Short links ``/?p=220538``, dated addresses; "Baca Juga :" between paragraphs."""

    name = "wartabromo"
    title = "WartaBromo"
    site = "https://wartabromo.com/"
    region = "35"
    sources = (*WordPressSpider.sources, MONTHS)
