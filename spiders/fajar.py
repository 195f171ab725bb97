"""Fajar, Sulawesi Selatan.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class FajarSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "fajar"
    title = "Fajar"
    site = "https://fajar.co.id/"
    region = "73"
    zone = "Asia/Makassar"
