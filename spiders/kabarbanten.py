"""Kabar Banten.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class KabarbantenSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "kabarbanten"
    title = "Kabar Banten"
    site = "https://kabarbanten.com/"
    region = "36"
