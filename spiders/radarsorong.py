"""Radar Sorong, Papua Barat Daya (public code of 2020 reads its pages, whose classes are the family's)."""

from spiders.families.wordpress import WordPressSpider


class RadarsorongSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "radarsorong"
    title = "Radar Sorong"
    site = "https://www.radarsorongnews.com/"
    region = "96"
    zone = "Asia/Jayapura"
