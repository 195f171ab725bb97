"""Radar Bekasi, Jawa Barat.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class RadarbekasiSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "radarbekasi"
    title = "Radar Bekasi"
    site = "https://radarbekasi.id/"
    region = "32"
