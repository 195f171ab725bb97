"""SultraKini, Sulawesi Tenggara.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class SultrakiniSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "sultrakini"
    title = "SultraKini"
    site = "https://sultrakini.com/"
    region = "74"
    zone = "Asia/Makassar"
