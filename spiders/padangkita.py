"""Padangkita, Sumatera Barat.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class PadangkitaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "padangkita"
    title = "Padangkita"
    site = "https://padangkita.com/"
    region = "13"
