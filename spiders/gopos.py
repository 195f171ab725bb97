"""Gopos, Gorontalo.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class GoposSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "gopos"
    title = "Gopos"
    site = "https://gopos.id/"
    region = "75"
    zone = "Asia/Makassar"
