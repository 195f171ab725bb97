"""Kalsel Pos, Kalimantan Selatan.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class KalselposSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "kalselpos"
    title = "Kalsel Pos"
    site = "https://kalselpos.com/"
    region = "63"
    zone = "Asia/Makassar"
