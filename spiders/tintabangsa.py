"""Tinta Bangsa, Bengkulu (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class TintabangsaSpider(WordPressSpider):
    """Short links or dated addresses."""

    name = "tintabangsa"
    title = "Tinta Bangsa"
    site = "https://tintabangsa.com/"
    region = "17"
    sources = (*WordPressSpider.sources, MONTHS)
