"""Bengkulu Jaya News, Bengkulu (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class BengkulujayanewsSpider(WordPressSpider):
    """Short links or dated addresses."""

    name = "bengkulujayanews"
    title = "Bengkulu Jaya News"
    site = "https://bengkulujayanews.com/"
    region = "17"
    sources = (*WordPressSpider.sources, MONTHS)
