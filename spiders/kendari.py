"""Berita Kota Kendari (public code of more than one program reads its REST interface; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class KendariSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "kendari"
    title = "Berita Kota Kendari"
    site = "https://berita.kendarikota.go.id/"
    region = "74.71"
    zone = "Asia/Makassar"
