"""Batam Pos, Kepulauan Riau (its feed is in a public list of feeds; its theme was not seen)."""

from spiders.families.wordpress import WordPressSpider


class BatamposSpider(WordPressSpider):
    """Slugs at the root, or below year and month."""

    name = "batampos"
    title = "Batam Pos"
    site = "https://batampos.co.id/"
    region = "21"
