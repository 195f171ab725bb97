"""Negeri Laskar Pelangi, Bangka Belitung (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import MONTHS, WordPressSpider


class NegerilaskarpelangiSpider(WordPressSpider):
    """Dated addresses, AMP twins at ``/amp``."""

    name = "negerilaskarpelangi"
    title = "Negeri Laskar Pelangi"
    site = "https://negerilaskarpelangi.com/"
    region = "19"
    sources = (*WordPressSpider.sources, MONTHS)
