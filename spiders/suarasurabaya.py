"""Suara Surabaya, Jawa Timur.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class SuarasurabayaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "suarasurabaya"
    title = "Suara Surabaya"
    site = "https://www.suarasurabaya.net/"
    region = "35"
