"""DetikKota, East Java (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class DetikkotaSpider(WordPressSpider):
    """Short links ``/?p=36130``; the marks of the theme of Suara Bayuangga."""

    name = "detikkota"
    title = "DetikKota"
    site = "https://detikkota.com/"
    region = "35"
