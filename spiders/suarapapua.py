"""Suara Papua (its feed is in the public code of three programs; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class SuarapapuaSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "suarapapua"
    title = "Suara Papua"
    site = "https://suarapapua.com/"
    region = "91"
    zone = "Asia/Jayapura"
