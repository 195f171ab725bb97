"""Sulteng Raya, Sulawesi Tengah.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class SultengrayaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "sultengraya"
    title = "Sulteng Raya"
    site = "https://sultengraya.com/"
    region = "72"
    zone = "Asia/Makassar"
