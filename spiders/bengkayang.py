"""Diskominfo Bengkayang, Kabupaten Bengkayang.

Public code of more than one program reads its REST interface; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class BengkayangSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "bengkayang"
    title = "Diskominfo Bengkayang"
    site = "https://diskominfo.bengkayangkab.go.id/"
    region = "61.07"
