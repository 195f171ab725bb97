"""Jubi, Papua.

It is in a list of regional media in public code, and in stored pages whose addresses are dated; its theme was not
seen.
"""

from spiders.families.wordpress import WordPressSpider


class JubiSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "jubi"
    title = "Jubi"
    site = "https://jubi.id/"
    region = "91"
    zone = "Asia/Jayapura"
