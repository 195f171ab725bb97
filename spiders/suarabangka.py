"""Suara Bangka, Bangka Belitung (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class SuarabangkaSpider(WordPressSpider):
    """Advertising places "728x90" and "Scroll untuk baca artikel" in the text."""

    name = "suarabangka"
    title = "Suara Bangka"
    site = "https://suarabangka.com/"
    region = "19"
