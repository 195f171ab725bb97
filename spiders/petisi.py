"""Petisi.co, East Java (seen: one stored article; its feeds, REST and sitemap are not verified)."""

from crawler.sources import Sitemap
from spiders.families.wordpress import WordPressSpider


class PetisiSpider(WordPressSpider):
    """Slugs at the root, without id or date; a theme of the Newkarma family."""

    name = "petisi"
    title = "Petisi.co"
    site = "https://petisi.co/"
    region = "35"
    sources = (*WordPressSpider.sources, Sitemap(url="/wp-sitemap.xml", contains="posts-post"))
