"""Kabar Sekilas, Probolinggo (stored pages: WordPress is likely; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class KabarsekilasSpider(WordPressSpider):
    """Year and month in the address; "Sebarkan artikel ini" under the title."""

    name = "kabarsekilas"
    title = "Kabar Sekilas"
    site = "https://kabarsekilas.com/"
    region = "35"
    sources = (*WordPressSpider.sources, MONTHS)
