"""Suara Rakyat Indo, Probolinggo (stored pages: WordPress is likely; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class SuararakyatindoSpider(WordPressSpider):
    """Slugs at the root; a counter and "Sebarkan artikel ini" under the title."""

    name = "suararakyatindo"
    title = "Suara Rakyat Indo"
    site = "https://suararakyatindo.com/"
    region = "35"
