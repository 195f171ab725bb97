"""Malut Post, Maluku Utara.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class MalutpostSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "malutpost"
    title = "Malut Post"
    site = "https://malutpost.id/"
    region = "82"
    zone = "Asia/Jayapura"
