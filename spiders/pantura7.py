"""Pantura7, Probolinggo and Pasuruan (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class Pantura7Spider(WordPressSpider):
    """Short links ``/?p=57307``, dated addresses; "Editor:" and "Publisher:" at the end."""

    name = "pantura7"
    title = "Pantura7"
    site = "https://pantura7.com/"
    region = "35"
    sources = (*WordPressSpider.sources, MONTHS)
