"""Ulasan, Kepulauan Riau.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class UlasanSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "ulasan"
    title = "Ulasan"
    site = "https://ulasan.co/"
    region = "21"
