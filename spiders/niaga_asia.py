"""Niaga Asia, Kalimantan Timur.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class NiagaAsiaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "niaga_asia"
    title = "Niaga Asia"
    site = "https://www.niaga.asia/"
    region = "64"
    zone = "Asia/Makassar"
