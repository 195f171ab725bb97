"""Channel 8 News, Bangka Belitung (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class Channel8newsSpider(WordPressSpider):
    """Splits articles at ``/slug/2``, ``/slug/3``."""

    name = "channel8news"
    title = "Channel 8 News"
    site = "https://channel8news.id/"
    region = "19"
