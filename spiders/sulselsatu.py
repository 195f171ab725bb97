"""Sulsel Satu, Sulawesi Selatan.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class SulselsatuSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "sulselsatu"
    title = "Sulsel Satu"
    site = "https://sulselsatu.com/"
    region = "73"
    zone = "Asia/Makassar"
