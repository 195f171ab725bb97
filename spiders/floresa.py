"""Floresa, Nusa Tenggara Timur.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class FloresaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "floresa"
    title = "Floresa"
    site = "https://floresa.co/"
    region = "53"
    zone = "Asia/Makassar"
