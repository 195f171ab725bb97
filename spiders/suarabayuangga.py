"""Suara Bayuangga, Kota Probolinggo (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class SuarabayuanggaSpider(WordPressSpider):
    """Slugs at the root; "URL berhasil dicopy" and "SCROLL TO RESUME CONTENT"."""

    name = "suarabayuangga"
    title = "Suara Bayuangga"
    site = "https://suarabayuangga.com/"
    region = "35.74"
