"""PerkaraNews, Bangka Belitung (seen: one stored article; its theme, feeds, REST and sitemap are not verified)."""

from crawler.sources import Listing, Sitemap
from spiders.families.wordpress import WordPressSpider


class PerkaranewsSpider(WordPressSpider):
    """Year and month in the address; the theme is not identified; comments are full of spam."""

    name = "perkaranews"
    title = "PerkaraNews"
    site = "https://perkaranews.com/"
    region = "19"
    article_path = r"/\d{4}/\d{2}/[\w%-]+/?(?:(?P<offset>\d{1,2})/?)?|/\?p=\d+"
    sources = (
        *WordPressSpider.sources,
        Listing(url="/{month:%Y/%m}/page/{page}/", start="/{month:%Y/%m}/", links=".entry-title a, h2 a, h3 a"),
        Sitemap(url="/sitemap_index.xml", contains="post-sitemap"),
    )
