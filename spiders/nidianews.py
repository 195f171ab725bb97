"""Nidia News, Bangka Belitung (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class NidianewsSpider(WordPressSpider):
    """Short links ``/?p=3107``."""

    name = "nidianews"
    title = "Nidia News"
    site = "https://nidianews.com/"
    region = "19"
