"""Radar Banten.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class RadarbantenSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "radarbanten"
    title = "Radar Banten"
    site = "https://radarbanten.co.id/"
    region = "36"
