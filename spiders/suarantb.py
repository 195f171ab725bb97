"""Suara NTB, Nusa Tenggara Barat.

It is in a list of regional media in public code of 2026; that it is WordPress is taken, not seen.
"""

from spiders.families.wordpress import WordPressSpider


class SuarantbSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "suarantb"
    title = "Suara NTB"
    site = "https://suarantb.com/"
    region = "52"
    zone = "Asia/Makassar"
