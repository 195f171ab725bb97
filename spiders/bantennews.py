"""BantenNews.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class BantennewsSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "bantennews"
    title = "BantenNews"
    site = "https://www.bantennews.co.id/"
    region = "36"
