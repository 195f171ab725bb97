"""Berita Manado, Sulawesi Utara.

It is in a public program's registry of regional WordPress sites with their provinces; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class BeritamanadoSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "beritamanado"
    title = "Berita Manado"
    site = "https://beritamanado.com/"
    region = "71"
    zone = "Asia/Makassar"
