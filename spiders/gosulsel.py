"""GoSulsel, Sulawesi Selatan.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class GosulselSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "gosulsel"
    title = "GoSulsel"
    site = "https://gosulsel.com/"
    region = "73"
    zone = "Asia/Makassar"
