"""Pemerintah Kabupaten Indramayu.

Public code of more than one program reads its REST interface; its theme was not seen.
"""

from spiders.families.wordpress import WordPressSpider


class IndramayuSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "indramayu"
    title = "Pemerintah Kabupaten Indramayu"
    site = "https://indramayukab.go.id/"
    region = "32.12"
