"""Langgam, Sumatera Barat.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class LanggamSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "langgam"
    title = "Langgam"
    site = "https://langgam.id/"
    region = "13"
