"""Siwalima, Maluku (four programs read its REST interface; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class SiwalimanewsSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "siwalimanews"
    title = "Siwalima"
    site = "https://siwalimanews.com/"
    region = "81"
    zone = "Asia/Jayapura"
