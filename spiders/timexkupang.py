"""Timor Express, Nusa Tenggara Timur.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class TimexkupangSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "timexkupang"
    title = "Timor Express"
    site = "https://timexkupang.com/"
    region = "53"
    zone = "Asia/Makassar"
