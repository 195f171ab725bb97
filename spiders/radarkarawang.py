"""Radar Karawang, Jawa Barat.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class RadarkarawangSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "radarkarawang"
    title = "Radar Karawang"
    site = "https://radarkarawang.id/"
    region = "32"
