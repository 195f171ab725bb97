"""Radar Patroli, Probolinggo (stored pages: WordPress is sure; theme and sources were not seen)."""

from spiders.families.wordpress import WordPressSpider


class RadarpatroliSpider(WordPressSpider):
    """Short links ``/?p=1737``."""

    name = "radarpatroli"
    title = "Radar Patroli"
    site = "https://radarpatroli.com/"
    region = "35"
