"""TNI Angkatan Darat, Daerah Khusus Ibukota Jakarta (its feed is in public code; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class TniadSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "tniad"
    title = "TNI Angkatan Darat"
    site = "https://tniad.mil.id/"
    region = "31"
