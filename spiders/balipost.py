"""Bali Post.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class BalipostSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "balipost"
    title = "Bali Post"
    site = "https://www.balipost.com/"
    region = "51"
    zone = "Asia/Makassar"
